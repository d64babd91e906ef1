#include "ui/panels/model_panel.h"

#include <QCollator>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "run/run.h"
#include "ui/panels/numbers.h"
#include "ui/panels/weight_map.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int mostCells = 128;  // a side of the map: two pixels a cell in a dock of ordinary width

QString whole(std::uint64_t value) { return windowLocale().toString(static_cast<qulonglong>(value)); }

QString shapeText(const std::vector<std::int64_t>& shape) {
  QStringList parts;
  for (const std::int64_t size : shape) parts << QString::number(size);
  return parts.isEmpty() ? QStringLiteral("1") : parts.join(QStringLiteral(" × "));
}

/// Four significant digits with a true minus.
QString figure(double value) { return QString::number(value, 'g', 4).replace(QLatin1Char('-'), QChar(0x2212)); }

/// Names cut at their dots; "h" with children "0", "1", ...
struct Node {
  QString name;
  std::vector<std::unique_ptr<Node>> children;
  std::uint64_t parameters = 0;
  int weight = -1;
};

Node& childOf(Node& node, const QString& name) {
  for (const auto& child : node.children)
    if (child->name == name) return *child;
  node.children.push_back(std::make_unique<Node>());
  node.children.back()->name = name;
  return *node.children.back();
}

bool isNumber(const QString& text) {
  return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c.isDigit(); });
}

void tidy(Node& node, const QCollator& order) {
  // "transformer" with nothing but "h" in it is one line.
  for (const auto& child : node.children) {
    while (child->children.size() == 1 && child->weight < 0) {
      std::unique_ptr<Node> only = std::move(child->children.front());
      child->name += QLatin1Char('.') + only->name;
      child->weight = only->weight;
      child->children = std::move(only->children);
    }
    if (isNumber(child->name) && !node.name.isEmpty())
      child->name = node.name.section(QLatin1Char('.'), -1) + QLatin1Char('.') + child->name;
    tidy(*child, order);
  }
  std::stable_sort(node.children.begin(), node.children.end(),
                   [&order](const auto& a, const auto& b) { return order.compare(a->name, b->name) < 0; });
}

}  // namespace

ModelPanel::ModelPanel(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("modelPanel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 8);
  layout->setSpacing(0);
  const auto inset = [&](QWidget* widget, int top, int bottom) {
    auto* row = new QVBoxLayout;
    row->setContentsMargins(16, top, 16, bottom);
    row->addWidget(widget);
    layout->addLayout(row);
  };
  summary_ = new QLabel(this);
  summary_->setObjectName(QStringLiteral("modelSummary"));
  summary_->setFont(textFont(TextStyle::Small));
  summary_->setWordWrap(true);
  inset(summary_, 0, 6);
  problem_ = new QLabel(this);
  problem_->setObjectName(QStringLiteral("modelProblem"));
  problem_->setWordWrap(true);
  problem_->hide();
  inset(problem_, 0, 0);

  tree_ = new QTreeWidget(this);
  tree_->setObjectName(QStringLiteral("weightTree"));
  tree_->setAccessibleName(tr("Weights, block by block"));
  tree_->setHeaderLabels({tr("Weight"), tr("Parameters, shape")});
  tree_->setFont(textFont(TextStyle::Small));
  tree_->setUniformRowHeights(true);
  tree_->setIndentation(10);
  tree_->setTextElideMode(Qt::ElideMiddle);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  tree_->setMinimumHeight(132);
  layout->addWidget(tree_, 3);

  detail_ = new QWidget(this);
  auto* detail = new QVBoxLayout(detail_);
  detail->setContentsMargins(16, 10, 16, 0);
  detail->setSpacing(4);
  name_ = new QLabel(detail_);
  name_->setObjectName(QStringLiteral("weightName"));
  name_->setFont(fixedFont(12, 600));
  name_->setWordWrap(true);
  name_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  figures_ = new QLabel(detail_);
  figures_->setObjectName(QStringLiteral("weightFigures"));
  figures_->setFont(textFont(TextStyle::Small));
  figures_->setTextFormat(Qt::RichText);
  figures_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  map_ = new WeightMap(detail_);
  caption_ = new QLabel(detail_);
  caption_->setObjectName(QStringLiteral("weightCaption"));
  caption_->setFont(textFont(TextStyle::Caption));
  caption_->setWordWrap(true);
  for (QWidget* widget : std::initializer_list<QWidget*>{name_, figures_, map_, caption_}) detail->addWidget(widget);
  detail->setStretch(2, 1);
  detail_->hide();
  layout->addWidget(detail_, 4);

  connect(tree_, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
    const int index = item ? item->data(0, Qt::UserRole).toInt() : -1;
    if (index >= 0 && index != chosen_) showWeight(index);
  });
}

ModelPanel::~ModelPanel() {
  ++number_;
  stopReading();
  for (std::future<void>& ending : ending_) ending.wait();
}

void ModelPanel::stopReading() {
  stop_.request_stop();
  stop_ = {};
  std::erase_if(ending_, [](const std::future<void>& ending) {
    return ending.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  if (work_.valid()) ending_.push_back(std::move(work_));
}

void ModelPanel::setTheme(const Theme& theme) {
  theme_ = &theme;
  setStyleSheet(QStringLiteral("#modelPanel { background: %1; } #modelSummary, #weightCaption { color: %2; } "
                               "#modelProblem { color: %3; } "
                               "QTreeView { border: 0; border-top: 1px solid %4; border-bottom: 1px solid %4; "
                               "background: %1; outline: 0; } QTreeView::item { padding: 2px 0; } "
                               "QTreeView::item:selected { background: %5; color: %6; } "
                               "QHeaderView { background: %1; } QHeaderView::section { background: %1; color: %2; "
                               "border: 0; padding: 4px 6px; font-size: 11px; }")
                    .arg(theme.surface.name(), theme.muted.name(), theme.danger.name(), theme.border.name(),
                         theme.accent.name(), theme.onAccent.name()));
  map_->setTheme(theme);
  if (browser_) fillTree();
}

void ModelPanel::setModel(const QString& path, std::shared_ptr<const ModelInfo> model) {
  const bool same = path == path_ && model_ && model && model_->weightsHash == model->weightsHash;
  model_ = std::move(model);
  if (same) return;
  path_ = path;
  asked_ = false;
  ++number_;
  stopReading();
  browser_.reset();
  chosen_ = -1;
  tree_->clear();
  detail_->hide();
  problem_->hide();
  summary_->clear();
  if (isVisible()) list();
}

void ModelPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!asked_ && !path_.isEmpty()) list();
}

void ModelPanel::list() {
  asked_ = true;
  summary_->setText(tr("Reading the list of weights…"));
  const quint64 number = ++number_;
  work_ = std::async(std::launch::async, [this, number, path = path_.toStdString()] {
    std::shared_ptr<const WeightBrowser> browser;
    QString problem;
    try {
      browser = std::make_shared<const WeightBrowser>(path);
    } catch (const std::exception& error) {
      problem = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this,
        [this, number, browser = std::move(browser), problem] {
          if (number == number_) take(browser, problem);
        },
        Qt::QueuedConnection);
  });
}

void ModelPanel::take(std::shared_ptr<const WeightBrowser> browser, const QString& problem) {
  browser_ = std::move(browser);
  problem_->setText(problem);
  problem_->setVisible(!problem.isEmpty());
  if (!browser_) {
    summary_->clear();
    return;
  }
  std::uint64_t elements = 0, bytes = 0;
  for (const StoredWeight& weight : browser_->weights()) {
    elements += weight.elements;
    bytes += weight.bytes;
  }
  summary_->setText(tr("%1 tensors as they are stored, %2 numbers, %3")
                        .arg(whole(browser_->weights().size()), whole(elements), bytesText(bytes)));
  fillTree();
  emit listed();
}

void ModelPanel::fillTree() {
  Node root;
  const auto& weights = browser_->weights();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Node* node = &root;
    for (const QString& part : QString::fromStdString(weights[i].name).split(QLatin1Char('.'))) {
      node = &childOf(*node, part);
      node->parameters += weights[i].elements;
    }
    node->weight = static_cast<int>(i);
  }
  QCollator order{QLocale(QLocale::English)};  // that of "C" knows no numbers
  order.setNumericMode(true);
  tidy(root, order);
  const QSignalBlocker quiet(tree_);
  tree_->clear();
  QTreeWidgetItem* chosen = nullptr;
  const auto unused = [this](const std::string& name) {
    return model_ && std::find(model_->notUsed.begin(), model_->notUsed.end(), name) != model_->notUsed.end();
  };
  const auto add = [&](const auto& self, const Node& node, QTreeWidgetItem* parent) -> void {
    for (const auto& child : node.children) {
      auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(tree_);
      item->setText(0, child->name);
      item->setText(1, whole(child->parameters));
      item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
      item->setData(0, Qt::UserRole, child->weight);
      item->setData(1, Qt::UserRole, static_cast<qulonglong>(child->parameters));
      if (child->weight >= 0) {
        const StoredWeight& weight = weights[static_cast<std::size_t>(child->weight)];
        item->setText(1, shapeText(weight.shape));
        item->setToolTip(1, tr("%1 numbers").arg(whole(weight.elements)));
        item->setToolTip(0, QString::fromStdString(weight.name));
        if (unused(weight.name)) {
          item->setForeground(0, theme_->muted);
          item->setToolTip(0, tr("%1: this model does not use it").arg(QString::fromStdString(weight.name)));
        }
        if (child->weight == chosen_) chosen = item;
      }
      self(self, *child, item);
    }
  };
  add(add, root, nullptr);
  // One thing open at a time by default: the outermost level, unless it is a single line.
  if (tree_->topLevelItemCount() == 1) tree_->topLevelItem(0)->setExpanded(true);
  if (chosen) tree_->setCurrentItem(chosen);
}

void ModelPanel::showWeight(int index) {
  chosen_ = index;
  const StoredWeight& weight = browser_->weights()[static_cast<std::size_t>(index)];
  // A name breaks at its dots only.
  name_->setText(QString::fromStdString(weight.name).replace(QLatin1Char('.'), QStringLiteral(".\u200B")));
  figures_->setText(tr("reading…"));
  caption_->clear();
  map_->clear();
  detail_->show();
  stopReading();
  const quint64 number = ++number_;
  work_ = std::async(std::launch::async, [this, number, index, browser = browser_, stop = stop_.get_token()] {
    WeightPicture picture;
    QString problem;
    try {
      picture = browser->read(static_cast<std::size_t>(index), mostCells, stop);
    } catch (const Cancelled&) {
      return;
    } catch (const std::exception& error) {
      problem = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this,
        [this, number, index, picture = std::move(picture), problem] {
          if (number == number_) takePicture(index, picture, problem);
        },
        Qt::QueuedConnection);
  });
}

void ModelPanel::takePicture(int index, const WeightPicture& picture, const QString& problem) {
  const StoredWeight& weight = browser_->weights()[static_cast<std::size_t>(index)];
  if (!problem.isEmpty()) {
    figures_->setText(problem.toHtmlEscaped());
    emit pictured();
    return;
  }
  const auto share = [&](std::uint64_t count) {
    return tr("%1 (%2 %)")
        .arg(whole(count))
        .arg(100.0 * static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(1, weight.elements)), 0,
             'g', 3);
  };
  // Two to a line: the map below is what the room is for.
  QString rows;
  bool second = false;
  const auto line = [&](const QString& what, const QString& value) {
    if (!second) rows += QStringLiteral("<tr>");
    rows += QStringLiteral("<td style='color:%1; padding-right:8px'>%2</td><td style='padding-right:14px'>%3</td>")
                .arg(theme_->muted.name(), what, value);
    if (second) rows += QStringLiteral("</tr>");
    second = !second;
  };
  line(tr("smallest"), figure(picture.least));
  line(tr("largest"), figure(picture.most));
  line(tr("mean"), figure(picture.mean));
  line(tr("std"), figure(picture.deviation));
  line(tr("zeros"), share(picture.zeros));
  if (picture.broken > 0) line(tr("broken"), share(picture.broken));
  if (second) rows += QStringLiteral("</tr>");
  figures_->setText(QStringLiteral("<table cellspacing='0' cellpadding='1'>%1</table>").arg(rows));
  map_->setPicture(picture);
  const QString stored = tr("%1 as %2. ").arg(shapeText(weight.shape), QString::fromStdString(weight.type).toLower());
  caption_->setText(stored + (picture.cellRows * picture.cellColumns == 1
                                  ? tr("One cell is one number: %1 rows down, %2 columns across.")
                                        .arg(whole(static_cast<std::uint64_t>(picture.rows)),
                                             whole(static_cast<std::uint64_t>(picture.columns)))
                                  : tr("One cell is the value farthest from 0 of %1 rows × %2 columns.")
                                        .arg(picture.cellRows)
                                        .arg(picture.cellColumns)));
  emit pictured();
}

}  // namespace headlight::ui
