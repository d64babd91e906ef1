#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <algorithm>
#include <cmath>
#include <ostream>

#include "base/error.h"
#include "commands.h"
#include "ui/document/input_tokens.h"
#include "ui/lens/image_fields.h"
#include "ui/scene/colormap.h"
#include "ui/scene/paint_vector.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/matrix_view.h"
#include "ui/views/numbers.h"

namespace headlight::app {
namespace {

constexpr double captionHeight = 36;
constexpr int smallestHeight = 240, largestSide = 16384;

/// What each row of the trace is called, as the window calls it.
QStringList rowNames(const Opened& opened) {
  QStringList names;
  if (!opened.tokenizer) {
    for (std::int32_t id : opened.input.ids) names += QStringLiteral("#%1").arg(id);
    return names;
  }
  const ui::Vocabulary vocabulary(opened.tokenizer);
  if (opened.input.fromIds) {
    for (std::int32_t id : opened.input.ids) names += vocabulary.shown(id);
    return names;
  }
  ui::Segments segments;
  segments.replace(0, 0, {{QString::fromStdString(opened.input.text), -1, 0}});
  const std::vector<ui::InputToken> tokens = ui::encodeSegments(segments, vocabulary);
  if (tokens.size() != opened.input.ids.size())
    fail("render: the text makes ", tokens.size(), " tokens in one place and ", opened.input.ids.size(), " in another");
  for (const ui::InputToken& token : tokens) names += ui::axisText(token);
  return names;
}

/// What is shown, under it: model, head, range and colours, so that the figure says what it is without this program.
void addCaption(ui::Scene& scene, const Trace& trace, const ui::ViewState& state, bool matrix, QSizeF size) {
  const ui::Theme& theme = *state.theme;
  const double top = size.height() - captionHeight;
  QString what = QString::fromStdString(trace.model().name) + QStringLiteral(" · ");
  what += matrix ? QStringLiteral("L%1H%2 · %3")
                       .arg(state.layer)
                       .arg(state.head)
                       .arg(QString::fromStdString(
                           toString(SiteId{ui::shownStack(trace.model()), Site::Pattern, state.layer})))
                 : QStringLiteral("every head, mean entropy in bits below each");
  what += QStringLiteral(" · %1").arg(QString::fromStdString(trace.device()));
  constexpr double rampWidth = 128, right = 24;
  const double rampLeft = size.width() - right - 48 - rampWidth;
  scene.labels.push_back({.area = {12, top, std::max(0.0, rampLeft - 40), captionHeight},
                          .text = what,
                          .color = theme.muted,
                          .pixelSize = 11,
                          .elide = true});
  const auto& table = ui::colormapTable(state.colormap, theme.isDark);
  constexpr int steps = 64;
  for (int i = 0; i < steps; ++i)
    scene.boxes.push_back({.area = {rampLeft + i * rampWidth / steps, top + 12, rampWidth / steps, 12},
                           .fill = QColor::fromRgb(table[static_cast<std::size_t>(i * 255 / (steps - 1))])});
  const bool oneRange = matrix || state.range == ui::RangeMode::Shared;
  const QString high =
      oneRange ? ui::decimal(ui::rangeHigh(trace, state, state.layer, state.head), 2) : QStringLiteral("own max");
  scene.labels.push_back({.area = {rampLeft - 24, top, 18, captionHeight},
                          .text = QStringLiteral("0"),
                          .color = theme.muted,
                          .pixelSize = 11,
                          .alignment = Qt::AlignRight | Qt::AlignVCenter});
  scene.labels.push_back({.area = {rampLeft + rampWidth + 6, top, 64, captionHeight},
                          .text = high,
                          .color = theme.muted,
                          .pixelSize = 11});
}

void savePng(const QImage& image, const std::string& path) {
  const QString name = QString::fromStdString(path);
  QSaveFile file(name);  // a file of that name is either whole or not there
  if (!file.open(QIODevice::WriteOnly) || !image.save(&file, "PNG") || !file.commit())
    fail(path, ": cannot be written (", file.errorString().toStdString(), ")");
}

}  // namespace

void renderTo(const Opened& opened, const Options& options) {
  const bool matrix = options.view == "matrix";
  const ModelInfo& model = *opened.model->info();
  const StackInfo& stack = model.stack(ui::shownStack(model));
  if (options.layer >= stack.layers)
    fail("--layer: ", model.name, " has layers 0 to ", stack.layers - 1, ", got ", options.layer);
  if (options.head >= stack.heads)
    fail("--head: ", model.name, " has heads 0 to ", stack.heads - 1, ", got ", options.head);

  const ui::AllHeadsView heads;
  const ui::MatrixView square;
  const ui::View& view = matrix ? static_cast<const ui::View&>(square) : heads;
  ui::ViewState state;
  state.theme = &ui::Theme::named(QString::fromStdString(options.theme.value_or("light")));
  state.layer = options.layer;
  state.head = options.head;
  state.range = options.sharedRange ? ui::RangeMode::Shared : ui::RangeMode::Own;
  state.tokens = rowNames(opened);
  const std::shared_ptr<const Trace> trace = runOnce(opened, CapturePlan(view.needs(model, state)));

  const double width = options.width ? options.width : 1200;
  double height = options.height ? options.height - captionHeight : 900 - captionHeight;
  if (!matrix) {
    // As high as its rows of thumbnails; a height that was asked for must hold them all, since a file does not scroll.
    const double wanted =
        ui::AllHeadsView::grid(*trace, state, {width, options.height ? height : 1.0 * largestSide}).contentHeight;
    if (!options.height) height = std::clamp(std::ceil(wanted), 1.0 * smallestHeight, 1.0 * largestSide);
    if (wanted > height)
      fail("--height: ", stack.layers, " layers need ", std::ceil(wanted) + captionHeight,
           " pixels at this width, got ", height + captionHeight);
  }
  const QSizeF whole(width, height + captionHeight);
  ui::Scene scene = view.scene(trace, state, {width, height});
  addCaption(scene, *trace, state, matrix, whole);

  ui::ImageFields fields;
  const QSize pixels = (whole * options.scale).toSize();
  QImage image = fields.paint(scene, pixels, options.scale);
  if (image.isNull()) fail("render: a picture of ", pixels.width(), " x ", pixels.height(), " pixels is too large");
  {
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    ui::paintVector(painter, scene);
  }
  image.setText(QStringLiteral("Software"), QStringLiteral("Headlight " HEADLIGHT_VERSION));
  image.setText(QStringLiteral("headlight"), QString::fromStdString(fileMetadata(opened, *trace)));
  savePng(image, options.out);
}

void render(const Options& options, std::ostream& out) {
  const Opened opened = openModel(options);
  renderTo(opened, options);
  out << options.out << '\n';
}

}  // namespace headlight::app
