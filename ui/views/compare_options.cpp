#include "ui/views/compare_options.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <algorithm>

#include "ui/theme/elided.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/attention_chooser.h"
#include "ui/views/head_chooser.h"
#include "ui/views/legend_widget.h"
#include "ui/views/numbers.h"
#include "ui/views/range_chooser.h"

namespace headlight::ui {
namespace {

constexpr int roomyFrom = 900;  // px at 100 %: below it words are short

}  // namespace

CompareOptionsRow::CompareOptionsRow(CompareView& view, ViewHost& host, QWidget* parent)
    : OptionsRow(view, host, parent), view_(view) {
  setObjectName(QStringLiteral("compareOptions"));
  with_ = combo(tr("What is compared"), {tr("Inputs"), tr("What-ifs"), tr("Two heads")});
  with_->setObjectName(QStringLiteral("compareWith"));
  with_->setItemData(0, tr("What was kept as A, and now"), Qt::ToolTipRole);
  with_->setItemData(1, tr("Without the what-ifs, and with them"), Qt::ToolTipRole);
  with_->setItemData(2, tr("Of one input"), Qt::ToolTipRole);
  keep_ = toggle(QStringLiteral("keepAsA"), tr("Keep this as A"),
                 tr("What is on screen stays as A while you change the text (K)"));
  keep_->setCheckable(false);
  patching_ = toggle(QStringLiteral("patching"), tr("Patching"),
                     tr("Put one row of one layer of A into B, each in turn: what becomes of the answer?"));
  patching_->setText(tr("Patching"));
  attention_ = new AttentionChooser(host, this);
  heads_ = new HeadChooser(host, this);
  other_ = combo(tr("The head beside it"), {});
  other_->setObjectName(QStringLiteral("otherHead"));
  site_ = combo(tr("What is patched"), {});
  site_->setObjectName(QStringLiteral("patchSite"));
  measure_ = combo(tr("What the colours say"), {tr("Restored"), tr("Log-probability")});
  measure_->setObjectName(QStringLiteral("patchMeasure"));
  measure_->setItemData(0,
                        tr("How much of the way from B to A the logit difference of the two answers comes back: 0 as "
                           "in B, 1 as in A"),
                        Qt::ToolTipRole);
  measure_->setItemData(1, tr("ln p of A’s answer with the row of A, less that of B as it is"), Qt::ToolTipRole);
  answer_ = combo(tr("Whose logit and probability are read"), {});
  answer_->setObjectName(QStringLiteral("patchAnswer"));
  range_ = new RangeChooser(host, this);
  legend_ = legend();
  // The first one stays where the others fold away: the one that most models have not.
  for (QWidget* widget : std::initializer_list<QWidget*>{attention_, with_, keep_, heads_, other_, patching_, site_,
                                                         answer_, measure_, range_})
    row().addWidget(widget);
  row().addStretch(1);
  row().addWidget(legend_, 1000);

  connect(with_, &QComboBox::activated, this,
          [this](int index) { edit([index](CompareOptions& next) { next.with = static_cast<CompareWith>(index); }); });
  connect(keep_, &QToolButton::clicked, this, [this] { emit this->host().keepAsked(); });
  connect(patching_, &QToolButton::clicked, this,
          [this](bool checked) { edit([checked](CompareOptions& next) { next.patching = checked; }); });
  connect(other_, &QComboBox::activated, this, [this](int index) {
    const auto& trace = this->host().trace();
    if (!trace) return;
    const int heads = trace->model().stack(shownAttention(trace->model(), this->host().state()).stack).heads;
    edit([&](CompareOptions& next) {
      next.layer = index / heads;
      next.head = index % heads;
    });
  });
  connect(site_, &QComboBox::activated, this, [this](int index) {
    edit([&](CompareOptions& next) { next.site = static_cast<Site>(site_->itemData(index).toInt()); });
  });
  connect(answer_, &QComboBox::activated, this,
          [this](int index) { edit([&](CompareOptions& next) { next.answer = answer_->itemData(index).toInt(); }); });
  connect(measure_, &QComboBox::activated, this, [this](int index) {
    edit([index](CompareOptions& next) { next.measure = static_cast<PatchMeasure>(index); });
  });
  setTheme(Theme::light());
  readIfShown();
}

void CompareOptionsRow::edit(const std::function<void(CompareOptions&)>& change) {
  CompareOptions next = view_.options();
  change(next);
  view_.setOptions(next);
  host().optionsEdited();
}

void CompareOptionsRow::readHeads() {
  const auto& trace = host().trace();
  if (!trace) return;
  const StackInfo& stack = trace->model().stack(shownAttention(trace->model(), host().state()).stack);
  if (other_->count() != stack.layers * stack.heads) {
    other_->clear();
    for (int layer = 0; layer < stack.layers; ++layer)
      for (int head = 0; head < stack.heads; ++head) other_->addItem(tr("with L%1H%2").arg(layer).arg(head));
  }
  const CompareOptions& options = view_.options();
  other_->setCurrentIndex(within(options.layer, 0, stack.layers - 1) * stack.heads +
                          within(options.head, 0, stack.heads - 1));
}

void CompareOptionsRow::readSites() {
  const auto& trace = host().trace();
  if (!trace) return;
  const std::vector<Site> sites = CompareView::sites(trace->model());
  bool same = site_->count() == static_cast<int>(sites.size());
  for (int i = 0; same && i < site_->count(); ++i)
    same = site_->itemData(i).toInt() == static_cast<int>(sites[static_cast<std::size_t>(i)]);
  if (!same) {
    site_->clear();
    for (const Site site : sites) site_->addItem(CompareView::siteName(site), static_cast<int>(site));
  }
  site_->setCurrentIndex(site_->findData(static_cast<int>(view_.options().site)));
}

void CompareOptionsRow::readAnswers() {
  const auto& trace = host().trace();
  if (!trace) return;
  const ViewState state = host().state();
  const CompareView::Subject subject = view_.subject(*trace, state);
  if (!subject.whole() || !state.comparison) return;
  std::vector<std::int32_t> ids{-1};
  for (const AnswerChange& change : view_.answers(subject)) ids.push_back(change.id);
  // One that was chosen before the text changed is still what is read.
  if (std::ranges::find(ids, view_.options().answer) == ids.end()) ids.push_back(view_.options().answer);
  QStringList names;
  for (const std::int32_t id : ids)
    names << (id < 0 ? tr("What changes most") : tr("“%1”").arg(axisText(state.comparison->name(id))));
  bool same = answer_->count() == static_cast<int>(ids.size());
  for (int i = 0; same && i < answer_->count(); ++i)
    same = answer_->itemData(i).toInt() == ids[static_cast<std::size_t>(i)] && answer_->itemText(i) == names[i];
  if (!same) {
    answer_->clear();
    for (qsizetype i = 0; i < names.size(); ++i) answer_->addItem(names[i], ids[static_cast<std::size_t>(i)]);
  }
  answer_->setCurrentIndex(answer_->findData(view_.options().answer));
}

void CompareOptionsRow::read() {
  const CompareOptions& options = view_.options();
  const ViewState state = host().state();
  const bool inputs = options.with == CompareWith::Kept, kept = state.comparison && state.comparison->kept;
  const bool roomy = width() >= scaled(roomyFrom);
  with_->setCurrentIndex(static_cast<int>(options.with));
  keep_->setVisible(inputs);
  keep_->setText(roomy ? tr("Keep this as A") : tr("Keep as A"));
  patching_->setVisible(inputs && kept && host().trace() && !CompareView::sites(host().trace()->model()).empty());
  patching_->setChecked(options.patching);
  readHeads();
  readSites();
  const bool patches = view_.patches() && kept;
  heads_->read();
  heads_->setVisible(!patches);
  attention_->read();
  if (patches) attention_->hide();
  other_->setVisible(options.with == CompareWith::OtherHead);
  site_->setVisible(patches);
  if (patches) readAnswers();
  answer_->setVisible(patches);
  measure_->setVisible(patches);
  measure_->setCurrentIndex(static_cast<int>(options.measure));
  range_->setVisible(!patches);
  range_->read();
  legend_->setLegend(host().legend());
}

void CompareOptionsRow::setTheme(const Theme& theme) {
  OptionsRow::setTheme(theme);
  heads_->setTheme(theme);
}

}  // namespace headlight::ui
