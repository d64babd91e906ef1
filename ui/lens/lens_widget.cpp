#include "ui/lens/lens_widget.h"

#include <QAccessible>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/lens/figure.h"
#include "ui/lens/lens_private.h"
#include "ui/scene/paint_vector.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"

namespace headlight::ui {
namespace {

bool sameField(const Field& a, const Field& b) {
  return a.area == b.area && a.trace == b.trace && a.values == b.values && a.site == b.site && a.head == b.head &&
         a.firstRow == b.firstRow && a.rowCount == b.rowCount && a.firstColumn == b.firstColumn &&
         a.columnCount == b.columnCount && a.low == b.low && a.high == b.high && a.colormap == b.colormap &&
         a.scale == b.scale && a.gamma == b.gamma && a.causal == b.causal && a.largestMagnitude == b.largestMagnitude &&
         a.rowScale == b.rowScale;
}

bool samePicture(const Picture& a, const Picture& b) {
  return a.area == b.area && a.image.cacheKey() == b.image.cacheKey() && a.smooth == b.smooth &&
         (a.overlay == b.overlay || (a.overlay && b.overlay && *a.overlay == *b.overlay));
}

bool sameColors(const FieldColors& a, const FieldColors& b) {
  return a.masked == b.masked && a.hatch == b.hatch && a.hatchPaper == b.hatchPaper && a.ground == b.ground;
}

QSize devicePixelsOf(QSizeF size, double ratio) {
  return {static_cast<int>(std::ceil(size.width() * ratio - 1e-6)),
          static_cast<int>(std::ceil(size.height() * ratio - 1e-6))};
}

}  // namespace

LensWidget::LensWidget(Selection& selection, QWidget* parent)
    : ViewHost(parent), d_(std::make_unique<Private>(*this, selection)) {
  d_->state.theme = &Theme::light();
  d_->state.notComputed = tr("The last pass did not keep it.");
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setObjectName(QStringLiteral("lens"));
  connect(&selection, &Selection::headChanged, this, [this] {
    if (d_->trace) d_->keepSelectionInside();
    d_->nameQueries();
    d_->describe();
    optionsEdited();
    d_->readNeeds();
  });
  connect(&selection, &Selection::pinsChanged, this, [this] {
    d_->view->settle(*this);
    optionsEdited();
  });
  for (const auto changed : {&Selection::hoverChanged, &Selection::lockChanged})
    connect(&selection, changed, this, [this] {
      update();
      if (d_->view->followsPointer()) emit optionsChanged();
    });
  d_->describe();
}

LensWidget::~LensWidget() = default;

ViewState LensWidget::Private::current() const {
  ViewState now = state;
  now.attention = selection.attention();
  now.layer = selection.layer();
  now.head = selection.head();
  now.hoveredQuery = selection.hoveredQuery();
  now.hoveredKey = selection.hoveredKey();
  now.lockedRow = selection.lockedRow();
  now.alsoLocked = selection.alsoLocked();
  now.pins = selection.pins();
  now.pointerInside = state.pointerInside || keyboardCard;
  now.interactive = true;
  now.noTrace = trace == nullptr;
  now.stale = saysStale();
  now.low = wishes.low;
  now.high = wishes.high;
  now.gamma = wishes.gamma;
  return now;
}

QString LensWidget::Private::nothingText() const {
  return nothingComes.isEmpty() ? tr("Nothing yet: the first pass is still to come")
                                : tr("Nothing to show: %1").arg(nothingComes);
}

Scene LensWidget::Private::scene(QSizeF size) const {
  const ViewState now = current();
  Scene made = view->scene(trace, now, size);
  if (!trace) {
    const QRectF box(16, 16, std::max(0.0, size.width() - 32), std::max(0.0, size.height() - 32));
    made.boxes.push_back({.area = box, .outline = now.theme->borderStrong, .hatched = true});
    const QString said = nothingText();
    const double wide = std::min(std::ceil(textWidth(said, 12)) + 8, std::max(0.0, size.width() - 40));
    made.labels.push_back({.area = QRectF(box.center().x() - wide / 2, box.center().y() - 10, wide, 20),
                           .text = said,
                           .color = now.theme->text,
                           .alignment = Qt::AlignCenter,
                           .elide = true,
                           .pill = now.theme->surface,
                           .pillOutline = now.theme->borderStrong});
  }
  return made;
}

InspectorPainter* LensWidget::Private::gpuForTrace() {
  if (gpuFailed) return nullptr;
  bool wanted = inspector;
  if (!wanted && trace) {  // patterns that the host cannot read in place are drawn where they lie
    for (const auto& [id, rows] : trace->sites()) {
      if (id.site != Site::Pattern || rows.rows() == 0) continue;
      wanted = rows.blocks().front().buffer().hostData() == nullptr;
      break;
    }
  }
  if (!wanted) return nullptr;
  if (!gpu) {
    QString reason;
    gpu = makeVulkanFields(trace.get(), &reason);
    if (!gpu) {
      giveUpGpu(reason);
      return nullptr;
    }
    gpu->setTheme(*state.theme);
  }
  return gpu.get();
}

void LensWidget::Private::giveUpGpu(const QString& reason) {
  gpu.reset();
  gpuFailed = true;
  inspector = false;
  const bool asked = !wishes.sites.empty();
  wishes = {};
  // After the paint event that this happens in.
  QMetaObject::invokeMethod(
      &q,
      [this, reason, asked] {
        emit q.painterFailed(reason);
        if (asked) emit q.needsChanged();
      },
      Qt::QueuedConnection);
}

QImage LensWidget::Private::paintFields(const Scene& scene, QSize pixels, double devicePixelRatio) {
  InspectorPainter* device = gpuForTrace();
  const bool settled = device == nullptr || !inspector;
  const bool same =
      settled && image.size() == pixels && image.devicePixelRatio() == devicePixelRatio &&
      imageByGpu == (device != nullptr) && sameColors(imageColors, scene.fieldColors) &&
      imageBackground == scene.background && imageArcs == scene.arcs &&
      std::equal(imagePictures.begin(), imagePictures.end(), scene.pictures.begin(), scene.pictures.end(),
                 samePicture) &&
      std::equal(imageFields.begin(), imageFields.end(), scene.fields.begin(), scene.fields.end(), sameField);
  if (same) return image;
  image = {};
  if (device != nullptr) {
    try {
      device->setInspectorVisible(inspector);
      device->setSubject(trace, current());
      image = device->paint(scene, pixels, devicePixelRatio);
      imageByGpu = true;
    } catch (const std::exception& error) {
      // Device lost, or out of memory: an ordinary state. The host paints from here on.
      giveUpGpu(QString::fromUtf8(error.what()));
      image = {};
    }
  }
  if (image.isNull()) {
    image = host.paint(scene, pixels, devicePixelRatio);
    imageByGpu = false;
  }
  imageArcs = scene.arcs;
  imagePictures = scene.pictures;
  imageFields = scene.fields;
  imageColors = scene.fieldColors;
  imageBackground = scene.background;
  return image;
}

void LensWidget::Private::paintStale(QPainter& painter) const {
  if (!saysStale()) return;
  QColor wash = state.theme->canvas;
  wash.setAlphaF(0.3F);
  const QRectF whole(QPointF(0, 0), q.sceneSize());
  painter.fillRect(whole, wash);
  painter.fillRect(QRectF(0, 0, whole.width(), 3), state.theme->stale);
  const QString words =
      staleMilliseconds < 0 ? tr("from before the last edit") : tr("computing, %1 ms").arg(staleMilliseconds);
  painter.setFont(sansFont(12, 600));
  const double width = QFontMetricsF(painter.font()).horizontalAdvance(words);
  const QRectF label(whole.right() - width - 18, 5, width + 12, 18);
  painter.fillRect(label, state.theme->canvas);
  painter.setPen(state.theme->stale);
  painter.drawText(label, Qt::AlignCenter, words);
}

void LensWidget::paintEvent(QPaintEvent*) {
  const double ratio = devicePixelRatioF();
  const QSize pixels = devicePixelsOf(size(), ratio);
  if (pixels.isEmpty()) return;
  try {
    d_->paint(pixels, ratio);
  } catch (const std::exception& error) {
    // The device that holds the trace is gone: its numbers cannot be read any more, by any painter.
    d_->trace.reset();
    QPainter(this).fillRect(rect(), d_->state.theme->canvas);
    const QString reason = QString::fromUtf8(error.what());
    QMetaObject::invokeMethod(
        this, [this, reason] { emit painterFailed(reason); }, Qt::QueuedConnection);
    return;
  }
  if (d_->trace) emit painted(d_->trace->revision());
}

void LensWidget::Private::paint(QSize pixels, double ratio) {
  QPainter painter(&q);
  const Scene drawn = scene(q.sceneSize());
  // Larger type is a smaller scene on more pixels: names, figures, cells and cards grow together.
  const double scale = q.sceneScale();
  painter.scale(scale, scale);
  painter.drawImage(QPointF(0, 0), paintFields(drawn, pixels, ratio * scale));
  const bool overlaid = inspector && gpu;
  if (overlaid) painter.setClipRegion(QRegion(QRectF(QPointF(0, 0), q.sceneSize()).toAlignedRect()) - gpu->covered());
  paintVector(painter, drawn);
  paintStale(painter);
  painter.end();
  if (overlaid) {
    takeWishes();
    if (gpu->unsettled()) q.update();
  }
}

void LensWidget::Private::takeWishes() {
  InspectorWishes asked = gpu->wishes();
  if (asked.colormap && *asked.colormap != state.colormap) {
    state.colormap = *asked.colormap;
    emit q.optionsChanged();
  }
  asked.colormap.reset();
  if (asked == wishes) return;
  const bool sites = asked.sites != wishes.sites;
  wishes = std::move(asked);
  q.update();
  emit q.optionsChanged();
  if (sites) emit q.needsChanged();
}

void LensWidget::setTheme(const Theme& theme) {
  d_->state.theme = &theme;
  if (d_->gpu) d_->gpu->setTheme(theme);
  update();
}

const std::vector<std::unique_ptr<View>>& LensWidget::views() const { return d_->views; }
const View& LensWidget::view() const { return *d_->view; }
Selection& LensWidget::selection() const { return d_->selection; }
ViewState LensWidget::state() const { return d_->current(); }

void LensWidget::setView(const QString& id) {
  const auto found =
      std::find_if(d_->views.begin(), d_->views.end(), [&](const auto& view) { return view->name().id == id; });
  if (found == d_->views.end() || found->get() == d_->view) return;
  d_->view = found->get();
  d_->keyboardCard = false;
  setHoveredHead(-1, -1);
  d_->describe();
  d_->view->enter(*this);
  update();
  if (d_->trace) d_->needed = d_->view->needs(d_->trace->model(), d_->current());
  emit needsChanged();
  emit optionsChanged();
}

void LensWidget::setShown(const ShownTrace& shown) {
  d_->state.baseline = shown.baseline;
  const bool otherModel = shown.trace && !d_->lastDevice.empty() &&
                          !(d_->lastModel == shown.trace->model() && d_->lastDevice == shown.trace->device());
  d_->trace = shown.trace;
  d_->stale = false;
  d_->nameRows(shown);
  if (d_->trace) {
    d_->keepSelectionInside();
    if (otherModel || d_->lastDevice.empty()) {
      d_->lastModel = d_->trace->model();
      d_->lastDevice = d_->trace->device();
    }
    if (otherModel) {
      setHoveredHead(-1, -1);
      for (const auto& view : d_->views) view->forgetModel();
      d_->gpuFailed = false;
      if (!d_->inspector) d_->gpu.reset();  // the new one may live on another device
    }
  }
  if (d_->trace) d_->needed = d_->view->needs(d_->trace->model(), d_->current());
  d_->view->settle(*this);
  d_->describe();
  optionsEdited();
  d_->pointAgain();
}

const std::shared_ptr<const Trace>& LensWidget::trace() const { return d_->trace; }

void LensWidget::setNothingComes(const QString& why) {
  if (why == d_->nothingComes) return;
  d_->nothingComes = why;
  if (d_->trace) return;
  d_->describe();
  update();
}

void LensWidget::setNotComputed(const QString& why) { d_->state.notComputed = why; }

void LensWidget::setStale(bool stale, int milliseconds) {
  const bool before = d_->saysStale();
  d_->stale = stale;
  d_->staleMilliseconds = milliseconds;
  if (before || d_->saysStale()) update();
}

CapturePlan LensWidget::needs(const ModelInfo& model) const {
  CapturePlan plan(d_->view->needs(model, d_->current()));
  const CapturePlan possible = model.everySite();
  for (const SiteId& site : d_->wishes.sites)
    if (possible.contains(site)) plan.add(site);
  return plan;
}

void LensWidget::setInspectorVisible(bool visible) {
  if (visible == d_->inspector) return;
  if (visible) d_->gpuFailed = false;
  d_->inspector = visible;
  if (!visible && !d_->wishes.sites.empty()) {
    d_->wishes.sites.clear();
    emit needsChanged();
  }
  if (d_->gpu) d_->gpu->setInspectorVisible(visible);
  d_->image = {};
  update();
}

bool LensWidget::inspectorVisible() const { return d_->inspector; }

bool LensWidget::inspectorAvailable(QString* reason) const { return vulkanUsable(reason); }

Scene LensWidget::figure(QSize size) const {
  ViewState now = d_->current();
  now.hoveredQuery = now.hoveredKey = now.hoveredLayer = now.hoveredHead = -1;
  now.interactive = now.pointerInside = now.keyboardFocus = now.stale = false;
  return d_->view->scene(d_->trace, now, size);
}

QImage LensWidget::renderToImage(QSize size, qreal devicePixelRatio) const {
  return devicePixelsOf(size, devicePixelRatio).isEmpty() ? QImage()
                                                          : figureImage(figure(size), size, devicePixelRatio);
}

QString LensWidget::painterName() const {
  return d_->imageByGpu && d_->gpu ? QStringLiteral("Vulkan · ") + d_->gpu->name() : d_->host.name();
}

QSize LensWidget::minimumSizeHint() const { return {240, 60}; }
QSize LensWidget::sizeHint() const { return {856, 648}; }

void LensWidget::Private::describe() {
  const ViewState now = current();
  const QString name = view->title(now);
  const QString text = trace ? view->describe(trace.get(), now) : nothingText();
  if (q.accessibleName() != name) q.setAccessibleName(name);
  if (q.accessibleDescription() != text) q.setAccessibleDescription(text);
}

void LensWidget::Private::readNeeds() {
  if (!trace) return;
  std::vector<SiteId> now = view->needs(trace->model(), current());
  if (now == needed) return;
  needed = std::move(now);
  emit q.needsChanged();
}

}  // namespace headlight::ui
