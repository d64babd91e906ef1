#include "ui/window/open_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <chrono>

#include "ui/panels/numbers.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/bundled_models.h"
#include "ui/window/model_line.h"

namespace headlight::ui {
namespace {

constexpr int pathRole = Qt::UserRole;

void colour(QWidget* widget, QPalette::ColorRole role, const QColor& color) {
  QPalette colors = widget->palette();
  colors.setColor(role, color);
  widget->setPalette(colors);
}

}  // namespace

OpenDialog::OpenDialog(const Choices& choices, const Theme& theme, QWidget* parent)
    : QDialog(parent), choices_(choices), theme_(theme) {
  setObjectName(QStringLiteral("openDialog"));
  setWindowTitle(tr("Open a model"));
  setStyleSheet(QStringLiteral("#openDialog { background: %1; } #openLine { background: %2; } "
                               "#openRefused { background: %3; border-bottom: 2px solid %4; }")
                    .arg(theme.surface.name(), theme.border.name(), theme.dangerBg.name(), theme.danger.name()));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  layout->addLayout(middle, 1);
  const auto line = [this](bool across) {
    auto* made = new QWidget(this);
    made->setObjectName(QStringLiteral("openLine"));
    made->setAttribute(Qt::WA_StyledBackground);
    across ? made->setFixedHeight(1) : made->setFixedWidth(1);
    return made;
  };

  list_ = new QListWidget(this);
  list_->setObjectName(QStringLiteral("modelList"));
  list_->setAccessibleName(tr("Models"));
  list_->setFixedWidth(376);
  list_->setIconSize({32, 32});
  list_->setWordWrap(false);
  list_->setTextElideMode(Qt::ElideMiddle);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* left = new QVBoxLayout;
  left->setContentsMargins(8, 10, 8, 8);
  left->addWidget(list_);
  middle->addLayout(left);
  middle->addWidget(line(false));

  auto* right = new QVBoxLayout;
  right->setContentsMargins(0, 0, 0, 0);
  right->setSpacing(0);
  refused_ = new QWidget(this);
  refused_->setObjectName(QStringLiteral("openRefused"));
  refused_->setAttribute(Qt::WA_StyledBackground);
  auto* refusedRow = new QHBoxLayout(refused_);
  refusedRow->setContentsMargins(20, 14, 20, 14);
  refusedRow->setSpacing(12);
  auto* triangle = new QLabel(refused_);
  triangle->setPixmap(iconPixmap(QStringLiteral("warning"), theme.danger, 20, devicePixelRatioF()));
  triangle->setAccessibleName(tr("Warning"));
  refusal_ = new QLabel(refused_);
  refusal_->setObjectName(QStringLiteral("openRefusal"));
  refusal_->setWordWrap(true);
  refusal_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  refusedRow->addWidget(triangle, 0, Qt::AlignTop);
  refusedRow->addWidget(refusal_, 1);
  right->addWidget(refused_);

  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(20, 18, 20, 16);
  column->setSpacing(4);
  title_ = new QLabel(page);
  title_->setObjectName(QStringLiteral("openTitle"));
  title_->setFont(textFont(TextStyle::Title));
  title_->setWordWrap(true);
  where_ = new QLabel(page);
  where_->setObjectName(QStringLiteral("openPath"));
  where_->setFont(textFont(TextStyle::Small));
  where_->setWordWrap(true);
  where_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  colour(where_, QPalette::WindowText, theme.muted);
  facts_ = new QWidget(page);
  grid_ = new QGridLayout(facts_);
  grid_->setContentsMargins(0, 10, 0, 0);
  grid_->setHorizontalSpacing(16);
  grid_->setVerticalSpacing(7);
  grid_->setColumnStretch(1, 1);
  warning_ = new QLabel(page);
  warning_->setObjectName(QStringLiteral("openWarning"));
  warning_->setWordWrap(true);
  colour(warning_, QPalette::WindowText, theme.danger);
  column->addWidget(title_);
  column->addWidget(where_);
  column->addWidget(facts_);
  column->addSpacing(6);
  column->addWidget(warning_);
  column->addStretch();
  scroll->setWidget(page);
  scroll->viewport()->setAutoFillBackground(false);
  page->setAutoFillBackground(false);
  right->addWidget(scroll, 1);
  middle->addLayout(right, 1);

  layout->addWidget(line(true));
  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(16, 12, 16, 12);
  buttons->setSpacing(8);
  const auto button = [&](const QString& words, const char* name) {
    auto* made = new QPushButton(words, this);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    return made;
  };
  auto* folder = button(tr("Choose a folder…"), "chooseFolder");
  folder->setIcon(icon(QStringLiteral("folder"), theme.text));
  auto* file = button(tr("Choose a weights file…"), "chooseFile");
  auto* cancel = button(tr("Cancel"), "cancelOpen");
  open_ = button(tr("Open"), "openChosen");
  open_->setProperty("primary", true);
  open_->setDefault(true);
  buttons->addWidget(folder);
  buttons->addWidget(file);
  buttons->addStretch();
  buttons->addWidget(cancel);
  buttons->addWidget(open_);
  layout->addLayout(buttons);

  connect(folder, &QPushButton::clicked, this, &OpenDialog::chooseFolder);
  connect(file, &QPushButton::clicked, this, &OpenDialog::chooseFile);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(open_, &QPushButton::clicked, this, [this] {
    const QString path = card_.path;
    accept();
    emit openAsked(path);
  });
  // What is selected, not what is current: a list that takes the focus makes its first entry current by itself.
  connect(list_, &QListWidget::itemSelectionChanged, this, [this] {
    const QList<QListWidgetItem*> chosen = list_->selectedItems();
    if (!chosen.isEmpty() && chosen.first()->data(pathRole).toString() != card_.path)
      preview(chosen.first()->data(pathRole).toString());
  });
  connect(list_, &QListWidget::itemDoubleClicked, this, [this] {
    if (open_->isEnabled()) open_->click();
  });
  fillList();
  showHint(tr("Choose a model at the left, a folder or a file. Nothing is loaded before you press Open."));
  resize(880, 540);
  findModels();
}

OpenDialog::~OpenDialog() {
  ++number_;
  if (search_.valid()) search_.wait();
  for (std::future<void>& one : looking_) one.wait();
}

void OpenDialog::addHeading(const QString& words) {
  auto* item = new QListWidgetItem(words, list_);
  item->setFlags(Qt::NoItemFlags);
  item->setFont(sansFont(11, 600));
  item->setForeground(theme_.muted);
}

void OpenDialog::addModel(const QString& path, const QString& name, const QString& below) {
  auto* item = new QListWidgetItem(below.isEmpty() ? name : name + QLatin1Char('\n') + below, list_);
  item->setData(pathRole, path);
  item->setToolTip(path);
}

void OpenDialog::fillList() {
  const QSignalBlocker quiet(list_);
  list_->clear();
  const bool listed = choices_.recent.contains(card_.path) || !bundledName(card_.path).isEmpty() ||
                      std::ranges::any_of(found_, [this](const FoundModel& model) { return model.path == card_.path; });
  if (!card_.path.isEmpty() && !listed) {
    addHeading(tr("CHOSEN"));
    addModel(card_.path, modelTitle(card_.path), QDir::toNativeSeparators(QFileInfo(card_.path).absolutePath()));
  }
  if (!choices_.recent.isEmpty()) addHeading(tr("RECENT"));
  for (const QString& path : choices_.recent)
    addModel(path, modelTitle(path), QDir::toNativeSeparators(QFileInfo(path).absolutePath()));
  const QStringList bundled = bundledFolders();
  if (!bundled.isEmpty()) addHeading(tr("BUILT IN"));
  for (const QString& path : bundled) {
    const ModelLine line = modelLine(path);
    addModel(path, modelName(path), line.words);
    QIcon drawn = icon(QStringLiteral("text"), theme_.text);
    drawn.addPixmap(iconPixmap(QStringLiteral("text"), theme_.onAccent), QIcon::Selected);
    if (!line.picture.isNull()) drawn = QIcon(QPixmap::fromImage(line.picture));
    list_->item(list_->count() - 1)->setIcon(drawn);
  }
  addHeading(tr("ON THIS COMPUTER (HUGGING FACE CACHE)"));
  for (const FoundModel& model : found_)
    addModel(model.path, model.name,
             model.family.isEmpty() ? bytesText(model.bytes)
                                    : QStringLiteral("%1 · %2").arg(model.family, bytesText(model.bytes)));
  if (found_.empty()) {
    auto* none = new QListWidgetItem(searched_ ? tr("nothing in the cache") : tr("looking…"), list_);
    none->setFlags(Qt::NoItemFlags);
    none->setForeground(theme_.muted);
  }
  for (int i = 0; i < list_->count(); ++i)
    if (!card_.path.isEmpty() && list_->item(i)->data(pathRole).toString() == card_.path) {
      list_->setCurrentRow(i);
      break;
    }
}

void OpenDialog::findModels() {
  search_ = std::async(std::launch::async, [this] {
    std::vector<FoundModel> found = modelsOnThisComputer();
    QMetaObject::invokeMethod(
        this, [this, found = std::move(found)] { takeFound(found); }, Qt::QueuedConnection);
  });
}

void OpenDialog::takeFound(const std::vector<FoundModel>& found) {
  found_ = found;
  searched_ = true;
  fillList();
}

void OpenDialog::showHint(const QString& words) {
  title_->clear();
  title_->hide();
  where_->setText(words);
  facts_->hide();
  warning_->hide();
  refused_->hide();
  open_->setEnabled(false);
}

void OpenDialog::preview(const QString& path) {
  card_ = {};
  card_.path = path;
  const quint64 number = ++number_;
  showHint(tr("Looking at %1…").arg(QDir::toNativeSeparators(path)));
  fillList();
  std::erase_if(looking_, [](const std::future<void>& one) {
    return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  looking_.push_back(
      std::async(std::launch::async, [this, number, path, storage = choices_.storage, tokens = choices_.tokens] {
        ModelCard card = modelCard(path, storage, tokens);
        QMetaObject::invokeMethod(
            this,
            [this, number, card = std::move(card)] {
              if (number != number_) return;
              card_ = card;
              showCard();
            },
            Qt::QueuedConnection);
      }));
}

void OpenDialog::showCard() {
  title_->setText(card_.title);
  title_->show();
  where_->setText(QDir::toNativeSeparators(card_.path));
  while (QLayoutItem* item = grid_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  int row = 0;
  for (const auto& [what, value] : card_.lines) {
    auto* left = new QLabel(what, facts_);
    colour(left, QPalette::WindowText, theme_.muted);
    auto* right = new QLabel(value, facts_);
    right->setObjectName(QStringLiteral("fact"));
    right->setWordWrap(true);
    right->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid_->addWidget(left, row, 0, Qt::AlignTop | Qt::AlignLeft);
    grid_->addWidget(right, row++, 1, Qt::AlignTop);
  }
  facts_->setVisible(!card_.lines.isEmpty());
  warning_->setText(card_.warning);
  warning_->setVisible(!card_.warning.isEmpty());
  refusal_->setText(card_.refusal);
  refused_->setVisible(!card_.refusal.isEmpty());
  open_->setEnabled(card_.refusal.isEmpty());
  if (open_->isEnabled()) open_->setFocus();
  emit previewed();
}

void OpenDialog::chooseFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a model folder"), choices_.folder);
  if (folder.isEmpty()) return;
  choices_.folder = QFileInfo(folder).absolutePath();
  preview(folder);
}

void OpenDialog::chooseFile() {
  const QString file =
      QFileDialog::getOpenFileName(this, tr("Open a weights file"), choices_.folder,
                                   tr("Weights (*.safetensors *.bin *.pt *.pth *.ckpt *.index.json);;All files (*)"));
  if (file.isEmpty()) return;
  choices_.folder = QFileInfo(file).absolutePath();
  preview(file);
}

}  // namespace headlight::ui
