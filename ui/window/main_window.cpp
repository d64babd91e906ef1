#include "ui/window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QProgressBar>
#include <QScopedValueRollback>
#include <QToolButton>
#include <algorithm>
#include <set>

#include "ui/document/autosave.h"
#include "ui/document/model_picture.h"
#include "ui/document/predicted_row.h"
#include "ui/editors/input_panel.h"
#include "ui/editors/picture_panel.h"
#include "ui/editors/text_input.h"
#include "ui/panels/model_panel.h"
#include "ui/panels/numbers.h"
#include "ui/panels/pipeline_strip.h"
#include "ui/panels/predictions_panel.h"
#include "ui/panels/what_if_panel.h"
#include "ui/theme/desktop_theme.h"
#include "ui/theme/theme.h"
#include "ui/window/edit_clock.h"
#include "ui/window/empty_state.h"
#include "ui/window/lens_area.h"
#include "ui/window/message_strip.h"
#include "ui/window/occlusion_watch.h"
#include "ui/window/what_if_actions.h"

namespace headlight::ui {
namespace {

constexpr int layoutVersion = 2;  // a remembered layout that does not know the Model dock is not taken up

/// The likeliest label of each row of a token classification; none of other models.
QStringList tokenLabels(const Trace& trace) {
  const ModelInfo& model = trace.model();
  const SiteId site{model.stacks.back().stack, Site::Logits, -1};
  if (model.output != OutputHead::TokenClassification || !trace.find(site)) return {};
  std::vector<int> shape;
  const std::vector<float> logits = siteToHost(trace, site, shape);
  const auto labels = static_cast<std::ptrdiff_t>(model.logits());
  QStringList names;
  for (auto row = logits.begin(); labels > 0 && logits.end() - row >= labels; row += labels) {
    const auto best = static_cast<std::size_t>(std::max_element(row, row + labels) - row);
    names << (best < model.labels.size() ? QString::fromStdString(model.labels[best]) : QString::number(best));
  }
  return names;
}

}  // namespace

MainWindow::MainWindow(const WindowOptions& options)
    : options_(options),
      settings_(options.remember),
      desktop_(new DesktopTheme(this)),
      theme_(&Theme::light()),
      clock_(new EditClock(this)) {
  setObjectName(QStringLiteral("mainWindow"));
  // Palette, font and style sheet before there is a widget to restyle.
  theme_ = &themeFor(options.theme.isEmpty() ? settings_.theme() : options.theme);
  applyTheme(*qApp, *theme_);
  setWindowTitle(QStringLiteral("Headlight"));
  setAcceptDrops(true);
  if (options.remember) {
    autosave_ = std::make_unique<Autosave>(document_, workFolder());
    connect(autosave_.get(), &Autosave::failed, this, &MainWindow::tellNotKept);
    connect(autosave_.get(), &Autosave::recovered, this,
            [this] { lensArea_->messages().clear(MessageStrip::NotKept); });
  }

  lensArea_ = new LensArea(selection_, this);
  setCentralWidget(lensArea_);
  buildDocks();
  buildMenus();
  buildToolBar();
  buildStatusBar();
  resize(1440, 900);
  defaultLayout_ = saveState();
  if (const QByteArray geometry = settings_.geometry(); !geometry.isEmpty()) restoreGeometry(geometry);
  if (const QByteArray layout = settings_.layout(); !layout.isEmpty()) restoreState(layout, layoutVersion);
  chooseTheme(options.theme.isEmpty() ? settings_.theme() : options.theme);
  connect(desktop_, &DesktopTheme::changed, this, [this] {
    if (followsDesktop_) chooseTheme(QStringLiteral("system"));
  });

  if (autosave_ && !autosave_->failure().isEmpty()) tellNotKept(autosave_->failure());

  connect(&document_.picture(), &EditedPicture::pixelsChanged, this, [this](const QRect& where) {
    for (ModelPicture* picture : {modelPicture_.get(), comingPicture_.get()})
      if (picture) picture->touch(where);
  });
  connect(&document_, &Document::changed, this, &MainWindow::documentChanged);
  connect(&bridge_, &SessionBridge::loaded, this, &MainWindow::modelLoaded);
  connect(&bridge_, &SessionBridge::promoted, this, &MainWindow::modelPromoted);
  connect(&bridge_, &SessionBridge::published, this, &MainWindow::traceArrived);
  connect(&bridge_, &SessionBridge::failed, this, &MainWindow::passFailed);
  connect(&bridge_, &SessionBridge::deviceLost, this, &MainWindow::deviceLost);
  connect(&bridge_, &SessionBridge::checked, this, &MainWindow::deviceChecked);
  connect(&bridge_, &SessionBridge::wrote, this, &MainWindow::tokenWritten);
  connect(&bridge_, &SessionBridge::writingEnded, this, &MainWindow::endWriting);
  connect(&bridge_, &SessionBridge::openFailed, this, &MainWindow::openFailed);
  connect(&bridge_, &SessionBridge::progress, this, [this](double fraction, const QString& what) {
    progress_->setValue(static_cast<int>(fraction * 1000));
    // Quick loads need no bar.
    if (openingSince_.elapsed() < 500) return;
    progress_->setVisible(true);
    cancel_->setVisible(true);
    statusRight_->setText(tr("opening, %1").arg(what));
  });
  openingTimer_.setSingleShot(true);
  openingTimer_.setInterval(500);
  connect(&openingTimer_, &QTimer::timeout, this, [this] {
    // Also where nothing was heard yet: a file system may take its time.
    if (!bridge_.opening()) return;
    progress_->setVisible(true);
    cancel_->setVisible(true);
  });
  connect(&selection_, &Selection::headChanged, this, [this] {
    if (planCut_) requestPass();  // the chosen layer comes first
  });
  connect(&lensArea_->lens(), &LensWidget::painted, this, &MainWindow::picturePainted);
  connect(&lensArea_->lens(), &LensWidget::needsChanged, this, &MainWindow::requestPass);
  connect(&selection_, &Selection::lockChanged, this, [this] {
    requestPass();  // of some models the panels are about the locked row: its logits have to come
  });
  connect(&lensArea_->lens(), &LensWidget::painterFailed, this, [this](const QString& reason) {
    status_->setProperty("danger", false);
    status_->setText(tr("The heatmaps are painted by the processor now: %1").arg(reason));
    if (QAction* inspector = actions_.value(QStringLiteral("inspector")))
      inspector->setChecked(lensArea_->lens().inspectorVisible());
  });
  new OcclusionWatch(bridge_, lensArea_->lens(), this);
  connect(lensArea_, &LensArea::viewChanged, this, &MainWindow::requestPass);
  connect(&lensArea_->lens(), &LensWidget::moreAsked, this, &MainWindow::showCaveats);
  connect(pipelineDock_, &QDockWidget::visibilityChanged, this, [this](bool visible) {
    if (visible) requestPass();
  });
  connect(predictions_, &PredictionsPanel::distributionChanged, this, [this] {
    pipeline_->setDistribution(predictions_->distribution(), predictions_->distributionMilliseconds());
  });
  connect(&lensArea_->empty(), &EmptyState::sentenceChosen, this, [this](const QString& sentence) {
    document_.setText(sentence, tr("a sample"));
    input_->editor().setFocus();
  });
  connect(&lensArea_->empty(), &EmptyState::openTextAsked, this, &MainWindow::askForText);
  connect(&lensArea_->empty(), &EmptyState::undoAsked, this, [this] { document_.undoStack().undo(); });
  connect(&input_->editor(), &TextInput::filesDropped, this, &MainWindow::openFiles);
  connect(&input_->editor(), &TextInput::imagePasted, this,
          [this](const QImage& image) { openImage(image, tr("Pasted")); });
  connect(predictionsDock_, &QDockWidget::visibilityChanged, this, [this](bool visible) {
    if (visible) requestPass();  // what each layer says is computed while it is seen
  });
  staleTimer_.setInterval(100);
  connect(&staleTimer_, &QTimer::timeout, this, &MainWindow::showStale);

  const QString weights = options.weights.isEmpty() ? settings_.weights() : options.weights;
  weights_ = parseWeightStorage(weights.toStdString()).value_or(WeightStorage::F32);
  readBudget();
  openModel(options.model);
  input_->editor().setFocus();
}

MainWindow::~MainWindow() {
  // Before the members that its callbacks name are gone.
  disconnect(&bridge_, nullptr, this, nullptr);
  disconnect(&document_, nullptr, this, nullptr);
  // Panels name the document and the selection, also when they lose the focus: they go while both are there.
  hide();
  delete inputDock_;
  delete predictionsDock_;
  delete whatIfDock_;
  delete pipelineDock_;
  delete modelDock_;
  delete takeCentralWidget();
}

void MainWindow::documentChanged() {
  if (writing_ && !appending_) endWriting({});  // whoever edits meanwhile did not ask for more behind that edit
  if (!handingOver_) clock_->changed(document_.revision());  // another vocabulary is no edit
  const bool current = shown_ && shown_->revision() == document_.revision();
  // A text that rested (too long, failed) starts to age when something is computed again.
  if (!current && (!staleSince_.isValid() || !staleTimer_.isActive())) staleSince_.start();
  failedSentence_.clear();
  if (claimShown_ && !handingOver_) dropClaim();
  showCommonRows();
  showEmptiness();
  requestPass();
}

CapturePlan MainWindow::plan(const ModelInfo& model) const {
  CapturePlan plan = lensArea_->lens().needs(model);
  // What the chips say below: a few numbers a row.
  if (model.output == OutputHead::TokenClassification) plan.add({model.stacks.back().stack, Site::Logits, -1});
  if (pipelineDock_->isVisible() || firstPicture_) {
    const CapturePlan strip = pipeline_->needs(model);
    for (const SiteId& site : strip.sites()) plan.add(site);
  }
  return plan;
}

std::optional<Request> MainWindow::requestOf(const OpenModel& model, bool coming) {
  const ModelInfo& info = *model.info;
  Request request;
  // Taking over counts the revision up once.
  request.revision = document_.revision() + (coming ? 1 : 0);
  int rows = 0;
  if (info.picture) {
    const auto& picture = coming ? comingPicture_ : modelPicture_;
    if (!picture || document_.picture().empty()) return std::nullopt;
    request.input = picture->input(document_.picture());
    rows = info.picture->specials() + picture->grid().count();
    if (!coming) document_.setPatchGrid(picture->grid());
    request.logitsByLayer = info.output == OutputHead::ImageClassification && predictionsDock_->isVisible();
  } else {
    // The model that is about to take over works on the same text, cut up by its own vocabulary.
    const std::vector<InputToken> tokens =
        coming ? encodeSegments(document_.segments(), *model.vocabulary) : document_.tokens();
    TokenInput input;
    for (const InputToken& token : tokens) input.ids.push_back(token.id);
    rows = static_cast<int>(tokens.size());
    if (rows == 0 || rows > info.maxTokens) return std::nullopt;
    request.predictedRow =
        predictedRow(info, tokens, *model.vocabulary, document_.whatIfs(), coming ? -1 : selection_.lockedRow());
    request.input = std::move(input);
  }
  request.changes = activeChanges(document_.whatIfs(), info, rows);
  request.baseline = !request.changes.empty();
  request.plan = fitted(info, rows, request.baseline);
  return request;
}

void MainWindow::requestPass() {
  if (handingOver_) return;
  if (const OpenModel* coming = bridge_.coming()) {
    std::optional<Request> request;
    try {
      request = requestOf(*coming, true);
    } catch (const std::exception&) {
      // It takes over without a pass, and the same is said below when the pass is asked of it again.
    }
    if (request) {
      bridge_.submitComing(std::move(*request));
    } else {
      bridge_.promote();
      showNothing();  // what is shown is of the model before, and of this one nothing comes yet
    }
  }
  try {
    const OpenModel* model = bridge_.current();
    if (!model) return;
    const int count = static_cast<int>(document_.tokens().size());
    if (!model->info->picture && count > model->info->maxTokens) {
      tellTooLong(count, model->info->maxTokens);
      showStale();
      return;
    }
    lensArea_->messages().clear(MessageStrip::TooLong);
    std::optional<Request> request = requestOf(*model, false);
    if (!request) return;
    const bool samePlace = request->predictedRow < 0 || (shown_ && shown_->predictedRow() == request->predictedRow);
    const auto& sites = request->plan.sites();
    if (shown_ && shown_->revision() == request->revision && samePlace &&
        (!request->logitsByLayer || !shown_->logitsByLayer().empty()) &&
        std::all_of(sites.begin(), sites.end(), [this](const SiteId& site) { return shown_->find(site); }))
      return;
    // Asked for already: the worker is on it, or has failed.
    if (submittedRevision_ == request->revision && submittedPlan_ == request->plan &&
        submittedRow_ == request->predictedRow && submittedByLayer_ == request->logitsByLayer)
      return;
    submittedRevision_ = request->revision;
    submittedRow_ = request->predictedRow;
    submittedByLayer_ = request->logitsByLayer;
    submittedPlan_ = request->plan;
    bridge_.submit(std::move(*request));
    if (!staleTimer_.isActive()) staleTimer_.start();
  } catch (const std::exception& error) {
    passFailed(document_.revision(), QString::fromUtf8(error.what()));  // a picture that cannot be brought to size
  }
}

void MainWindow::modelLoaded() {
  readBudget();  // the weights are in memory now
  const OpenModel& coming = *bridge_.coming();
  {
    // Its picture changes the document, which would ask for a pass of a model that nothing is ready for.
    const QScopedValueRollback handingOver(handingOver_, true);
    comingPicture_.reset();
    if (coming.info->picture) {
      comingPicture_ = std::make_unique<ModelPicture>(*coming.info->picture, *coming.preprocessing);
      beginPicture(coming);
    }
    if (!bridge_.current()) {
      // The first one: nothing serves meanwhile, so the document is cut up for it at once.
      if (coming.vocabulary)
        document_.setVocabulary(coming.vocabulary);
      else
        document_.setPictureModel(*coming.info->picture, coming.info->picture->grid());
    }
  }
  requestPass();
}

void MainWindow::comingGone() {
  openingTimer_.stop();
  progress_->hide();
  cancel_->hide();
  const bool wasPicture = comingPicture_ != nullptr;
  comingPicture_.reset();
  const OpenModel* model = bridge_.current();
  if (model) {
    weights_ = model->storage;
    // A sample of the one that does not come makes room again for one of this model's own.
    if (wasPicture && model->info->picture) beginPicture(*model);
    // What was asked of a device that was lost meanwhile was not answered: it is asked again, and then heard.
    submittedRevision_ = 0;
  }
  fillModelCombo();
  fillDeviceCombo();
  requestPass();
}

void MainWindow::modelPromoted() {
  const OpenModel& model = *bridge_.current();
  const QScopedValueRollback handingOver(handingOver_, true);
  endWriting({});
  submittedRevision_ = 0;
  // What looks at pictures cannot read the trace of a text, nor the other way round.
  if (shown_ && (shown_->picture() != nullptr) != model.info->picture.has_value()) showNothing();
  takeOver(model);
  openingTimer_.stop();
  progress_->hide();
  cancel_->hide();
  statusRight_->clear();
  if (!model.info->picture) input_->setModel(*model.info);
  predictions_->setModel(model.info);
  for (const char* name : {"nextToken", "writeOn"}) {  // absent, not disabled, where there is no next token
    actions_.value(QLatin1String(name))->setVisible(model.info->output == OutputHead::CausalLm);
    actions_.value(QLatin1String(name))->setEnabled(model.info->output == OutputHead::CausalLm);
  }
  actions_.value(QStringLiteral("findToken"))
      ->setVisible(model.info->output == OutputHead::CausalLm || model.info->output == OutputHead::MaskedLm);
  lensArea_->setModel(*model.info);
  dropMisfits(*model.info);
  whatIfs_->setModel(model.info);
  whatIfActions_->setModel(model.info);
  const StackInfo& stack = model.info->stacks.back();
  // Of a picture the last layer says most: there [CLS] looks at what the class hangs on.
  const bool another = !shown_ || shown_->model().folder != model.info->folder;
  selection_.chooseHead(
      model.info->picture && another ? stack.layers - 1 : std::min(selection_.layer(), stack.layers - 1),
      std::min(selection_.head(), stack.heads - 1));
  modelPanel_->setModel(model.folder, model.info);
  if (autosave_) autosave_->setModel(model.folder);
  lensArea_->messages().clear(MessageStrip::NotOpened);
  lensArea_->messages().clear(MessageStrip::Failed);
  setWindowTitle(QStringLiteral("%1 — Headlight").arg(shownModelName(model.folder)));
  if (!model.info->picture) loadSamples(model.folder);
  fillModelCombo();
  fillDeviceCombo();
  // A trace of another model's tokens must not be read with this one's words.
  if (shown_ && shown_->model().folder != model.info->folder) selection_.lockRow(-1);
  showEmptiness();
}

void MainWindow::showNothing() {
  shown_.reset();
  shownBaseline_.reset();
  lensArea_->lens().setTrace(nullptr, {});
  predictions_->setTrace(nullptr);
  pipeline_->setTrace(nullptr);
  showCommonRows();
  showEmptiness();
}

void MainWindow::traceArrived(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline) {
  if (shown_ && shown_->model().folder == trace->model().folder && trace->revision() < shown_->revision()) return;
  if (document_.rows() == 0) return;  // of a text that was deleted meanwhile
  showTrace(trace, baseline);
  requestPass();  // of a newer revision, or of what the panels have come to need meanwhile
}

void MainWindow::showTrace(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Trace>& baseline) {
  const QScopedValueRollback handingOver(handingOver_, true);
  const bool current = trace->revision() == document_.revision();
  shown_ = trace;
  shownBaseline_ = baseline;
  const auto& vocabulary = document_.vocabulary();
  QStringList texts;
  const auto& image = trace->model().picture;
  if (image) {
    texts = pictureRowNames(*image, trace->grid());
  } else if (current) {
    for (const InputToken& token : document_.tokens()) texts << axisText(token);
  } else {
    for (const std::int32_t id : trace->ids()) texts << (vocabulary ? vocabulary->shown(id) : QString::number(id));
  }
  // A mask is a special token, but what stands at its place is what is asked: it stays.
  std::vector<bool> special;
  for (const std::int32_t id : trace->ids())
    special.push_back(vocabulary && vocabulary->isSpecial(id) && vocabulary->maskToken() != id);
  for (int row = 0; image && row < texts.size(); ++row) special.push_back(row < image->specials());
  lensArea_->lens().setSpecialRows(std::move(special));
  if (current) {
    staleTimer_.stop();
    staleSince_.invalidate();
    lensArea_->lens().setStale(false);
    predictions_->setStale(false, 0);
    pipeline_->setStale(false, 0);
    lensArea_->messages().clear(MessageStrip::Failed);
  }
  lensArea_->lens().setTrace(trace, texts, baseline);
  if (!current) showStale();
  if (image)
    pictures_->setTrace(trace);
  else
    input_->setTokenLabels(tokenLabels(*trace));
  showCommonRows();
  showEmptiness();
  if (firstPicture_) tellFirstStart(false);
  predictions_->setTrace(trace, baseline);
  pipeline_->setTrace(trace);
  pipeline_->setDistribution(predictions_->distribution(), predictions_->distributionMilliseconds());
  if (lensArea_->isEmptyShown()) picturePainted(trace->revision());
}

void MainWindow::passFailed(quint64 revision, const QString& sentence) {
  if (revision != document_.revision()) return;
  failedSentence_ = sentence;
  Message message;
  message.kind = Message::Kind::Refused;
  message.title = document_.whatIfs().empty()
                      ? tr("This %1 could not be computed.").arg(inputWord())
                      : tr("This %1 could not be computed with these what-ifs.").arg(inputWord());
  message.detail = sentence;
  message.remedy = tr("What is shown is of the %1 before the last edit.").arg(inputWord());
  message.buttons = {{tr("Undo the edit"), QStringLiteral("undo"), true, [this] { document_.undoStack().undo(); }}};
  lensArea_->messages().tell(MessageStrip::Failed, std::move(message));
  showStale();
}

void MainWindow::showStale() {
  const bool stale = shown_ && shown_->revision() != document_.revision() && staleSince_.isValid();
  const OpenModel* model = bridge_.current();
  const bool tooLong = model && static_cast<int>(document_.tokens().size()) > model->info->maxTokens;
  // Nothing is being computed then, and no clock runs on an idle window.
  const bool resting = tooLong || !failedSentence_.isEmpty() || document_.rows() == 0;
  const int age = !stale ? 0 : resting ? -1 : static_cast<int>(staleSince_.elapsed());
  lensArea_->lens().setStale(stale, age);
  predictions_->setStale(stale, age);
  pipeline_->setStale(stale, age);
  if (!stale || resting) staleTimer_.stop();
}

void MainWindow::showCommonRows() {
  int common = 0;
  if (shown_ && !document_.readsPicture()) {
    const auto ids = shown_->ids();
    const auto& tokens = document_.tokens();
    const int most = static_cast<int>(std::min(ids.size(), tokens.size()));
    while (common < most && ids[static_cast<std::size_t>(common)] == tokens[static_cast<std::size_t>(common)].id)
      ++common;
  }
  input_->setCommonRows(common);
}

void MainWindow::showEmptiness() {
  const auto& tokens = document_.tokens();
  const bool added = std::all_of(tokens.begin(), tokens.end(), [](const InputToken& token) { return token.added; });
  const bool empty = document_.vocabulary() && bridge_.current() && (tokens.size() <= 1 || added);
  if (empty) {
    EmptyState& state = lensArea_->empty();
    if (tokens.empty())
      state.setWords(tr("No token yet"),
                     tr("This model starts from nothing: type a sentence, or start with one of these:"));
    else if (tokens.size() > 1)
      state.setWords(tr("Nothing typed yet"),
                     tr("The tokenizer puts %1 around every text. Between them there is nothing to look at yet. Type a "
                        "sentence, or start with one of these:")
                         .arg(tokens.front().shown + tr(" and ") + tokens.back().shown));
    else
      state.setWords(
          tr("One token so far"),
          tokens.front().added
              ? tr("The model always starts from %1. With nothing else to look at, every head puts weight 1.00 on "
                   "it, so there is no picture to draw yet. Type a sentence, or start with one of these:")
                    .arg(tokens.front().shown)
              : tr("With nothing else to look at, every head puts weight 1.00 on it, so there is no picture to draw "
                   "yet. Type on, or start with one of these:"));
    state.setCanUndo(document_.undoStack().canUndo());
    if (tokens.empty()) {
      predictions_->setTrace(nullptr);
      pipeline_->setTrace(nullptr);
    }
  }
  if (empty != lensArea_->isEmptyShown()) lensArea_->setEmpty(empty);
}

QString MainWindow::recomputedText() const {
  const StackInfo& stack = shown_->model().stacks.back();
  const int rows = shown_->rows(stack.stack);
  int layers = 0, first = rows, kept = 0;  // kept: layers below the first that did anything
  for (int layer = 0; layer < stack.layers; ++layer) {
    const int from = shown_->firstRow(stack.stack, layer);
    if (from < rows) ++layers;
    if (layers == 0) ++kept;
    first = std::min(first, from);
  }
  if (layers == 0) return tr("nothing recomputed, %1 layers kept").arg(stack.layers);
  if (rows == 1) return tr("1 row, %1 layers computed").arg(layers);
  const QString which =
      rows == rows - first ? tr("all %1 rows").arg(rows) : tr("%1 of %2 rows").arg(rows - first).arg(rows);
  if (kept == 0) return tr("%1, %2 layers recomputed").arg(which).arg(layers);
  return tr("%1 from layer %2 on recomputed, %3 kept")
      .arg(which, QString::number(kept), kept == 1 ? tr("layer 0") : tr("layers 0–%1").arg(kept - 1));
}

void MainWindow::picturePainted(quint64 revision) {
  if (!shown_ || shown_->revision() != revision) return;
  const std::optional<double> milliseconds = clock_->painted(revision);
  const OpenModel* model = bridge_.current();
  const QString device = model ? (model->deviceKind == QLatin1String("cpu") ? tr("CPU") : tr("Vulkan")) : QString();
  const QString computed = recomputedText();
  checkDevice();
  QString line;
  if (firstPicture_) {
    firstPicture_ = false;
    if (const auto age = processAge()) line = tr("Ready %1 s after the start · no network needed").arg(*age, 0, 'f', 1);
    if (options_.background) startListingDevices();
  } else if (milliseconds) {
    line = QStringLiteral("%1 · %2 · %3")
               .arg(tr("Picture %1 after the edit").arg(timeText(*milliseconds)), computed, device);
  }
  if (!line.isEmpty()) {
    status_->setProperty("danger", false);
    status_->setText(line);
    status_->setToolTip((document_.readsPicture()
                             ? tr("The pass took %1; the rest is bringing the picture to size and painting")
                             : tr("The pass took %1; the rest is cutting the text into tokens and painting"))
                            .arg(timeText(shown_->milliseconds())));
  }
  emit pictureShown(revision, milliseconds.value_or(-1));
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (actions_.value(QStringLiteral("fullScreen"))->isChecked()) setLensFullScreen(false);
  settings_.setLayout(saveGeometry(), saveState(layoutVersion));
  if (autosave_) autosave_->close();
  bridge_.cancelOpening();
  QMainWindow::closeEvent(event);
}

}  // namespace headlight::ui
