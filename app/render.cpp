#include <algorithm>
#include <cmath>
#include <ostream>

#include "base/error.h"
#include "commands.h"
#include "ui/document/input_tokens.h"
#include "ui/lens/figure.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/image_view.h"
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
/// `high`: the largest value of the map, where there is one for all of it.
void addCaption(ui::Scene& scene, const Trace& trace, const ui::ViewState& state, const QString& shown,
                std::optional<float> high, ui::Colormap colormap, QSizeF size) {
  const ui::Theme& theme = *state.theme;
  const double top = size.height() - captionHeight;
  QString what = QString::fromStdString(trace.model().name) + QStringLiteral(" · ");
  what += shown;
  what += QStringLiteral(" · %1").arg(QString::fromStdString(trace.device()));
  constexpr double rampWidth = 128, right = 24;
  const double rampLeft = size.width() - right - 48 - rampWidth;
  scene.labels.push_back({.area = {12, top, std::max(0.0, rampLeft - 40), captionHeight},
                          .text = what,
                          .color = theme.muted,
                          .pixelSize = 11,
                          .elide = true});
  const auto& table = ui::colormapTable(colormap, theme.isDark);
  constexpr int steps = 64;
  for (int i = 0; i < steps; ++i)
    scene.boxes.push_back({.area = {rampLeft + i * rampWidth / steps, top + 12, rampWidth / steps, 12},
                           .fill = QColor::fromRgb(table[static_cast<std::size_t>(i * 255 / (steps - 1))])});
  const QString most = high ? ui::decimal(static_cast<double>(*high), *high < 0.1F ? 3 : 2) : QStringLiteral("own max");
  scene.labels.push_back({.area = {rampLeft - 24, top, 18, captionHeight},
                          .text = QStringLiteral("0"),
                          .color = theme.muted,
                          .pixelSize = 11,
                          .alignment = Qt::AlignRight | Qt::AlignVCenter});
  scene.labels.push_back({.area = {rampLeft + rampWidth + 6, top, 64, captionHeight},
                          .text = most,
                          .color = theme.muted,
                          .pixelSize = 11});
}

/// "cls", "dist", "reg 0" (with or without brackets), or "6,5": the row of the trace that asks.
int queryOf(const std::string& asked, const ui::PatchPlaces& places) {
  const auto plain = [](QString text) {
    for (const QChar c : {QLatin1Char('['), QLatin1Char(']'), QLatin1Char(' ')}) text.remove(c);
    return text.toLower();
  };
  const QString name = QString::fromStdString(asked);
  for (int row = 0; row < places.first(); ++row)
    if (plain(places.specials[row]) == plain(name)) return row;
  const QStringList parts = name.split(QLatin1Char(','));
  bool rowRead = false, columnRead = false;
  const int row = parts.value(0).trimmed().toInt(&rowRead), column = parts.value(1).trimmed().toInt(&columnRead);
  if (parts.size() != 2 || !rowRead || !columnRead)
    fail("--query: expected ",
         places.specials.isEmpty() ? "" : "one of " + places.specials.join(", ").toStdString() + " or ",
         "a patch as ROW,COL (6,5), got ", asked);
  if (row < 0 || row >= places.grid.rows || column < 0 || column >= places.grid.columns)
    fail("--query: the picture has patches 0,0 to ", places.grid.rows - 1, ",", places.grid.columns - 1, ", got ",
         asked);
  return places.rowOf(row, column);
}

}  // namespace

void renderTo(const Opened& opened, const Options& options) {
  const bool matrix = options.view == "matrix";
  const ModelInfo& model = *opened.model->info();
  const StackInfo& stack = model.stack(ui::shownStack(model));
  const bool onPicture = options.view == "image";
  if (onPicture && !model.picture) fail("--view image: ", model.name, " is no image model; take heads or matrix");
  if (options.layer >= stack.layers)
    fail("--layer: ", model.name, " has layers 0 to ", stack.layers - 1, ", got ", options.layer);
  if (options.head >= stack.heads)
    fail("--head: ", model.name, " has heads 0 to ", stack.heads - 1, ", got ", options.head);
  if (!options.mixedHeads.empty() && !onPicture)
    fail("--head ", options.mixedHeads, ": only of --view image; a matrix is of one head");

  const ui::AllHeadsView heads;
  const ui::MatrixView square;
  const ui::ImageView image;
  const ui::View& view = onPicture ? static_cast<const ui::View&>(image)
                         : matrix  ? static_cast<const ui::View&>(square)
                                   : heads;
  ui::ViewState state;
  state.theme = &ui::Theme::named(QString::fromStdString(options.theme.value_or("light")));
  state.layer = options.layer;
  state.head = options.head;
  state.range = options.sharedRange ? ui::RangeMode::Shared : ui::RangeMode::Own;
  if (!model.picture) state.tokens = rowNames(opened);
  const std::shared_ptr<const Trace> trace = runOnce(opened, CapturePlan(view.needs(model, state)));
  const ui::PatchPlaces places = ui::patchRows(*trace);
  if (model.picture) {
    state.tokens = places.shortNames();
    state.special = places.special();
    state.picture.whoLooks = options.whoLooks;
    state.picture.patchMaps = options.query.has_value();
    if (options.mixedHeads == "mean") state.picture.shown = ui::PictureState::Shown::Mean;
    if (options.mixedHeads == "max") state.picture.shown = ui::PictureState::Shown::Largest;
    const int row = options.query ? queryOf(*options.query, places) : places.first() > 0 ? 0 : -1;
    if (places.isSpecial(row))
      state.picture.special = row;
    else
      state.lockedRow = row;
  } else if (options.query) {
    fail("--query: ", model.name, " reads texts; only pictures have patches to ask for");
  }

  const double width = options.width ? options.width : 1200;
  double height = options.height ? options.height - captionHeight : (onPicture ? 760 : 900) - captionHeight;
  if (!matrix && !onPicture) {
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
  const bool maps = onPicture || (!matrix && model.picture && state.picture.patchMaps);
  const QString asks = maps ? QStringLiteral("%1 %2").arg(
                                  options.whoLooks ? QStringLiteral("who looks at") : QStringLiteral("where it looks:"),
                                  places.name(ui::queryRow(places, state)))
                            : QString();
  const QString site =
      QString::fromStdString(toString(SiteId{ui::shownStack(trace->model()), Site::Pattern, state.layer}));
  const QString which = options.mixedHeads == "mean"  ? QStringLiteral("L%1, mean of heads").arg(state.layer)
                        : options.mixedHeads == "max" ? QStringLiteral("L%1, largest of heads").arg(state.layer)
                                                      : QStringLiteral("L%1H%2").arg(state.layer).arg(state.head);
  const QString shown = onPicture ? QStringLiteral("%1 · %2 · %3").arg(which, asks, site)
                        : matrix  ? QStringLiteral("%1 · %2").arg(which, site)
                        : maps    ? QStringLiteral("every head, %1, mean entropy in bits below each").arg(asks)
                                  : QStringLiteral("every head, mean entropy in bits below each");
  std::optional<float> high;
  if (onPicture)
    high = image.rangeOf(trace, state);
  else if (matrix || (state.range == ui::RangeMode::Shared && !maps))
    high = ui::rangeHigh(*trace, state, state.layer, state.head);
  addCaption(scene, *trace, state, shown, high, maps ? state.picture.colormap : state.colormap, whole);
  ui::saveFigure(scene, whole, options.scale, QString::fromStdString(options.out),
                 {.title = QString::fromStdString(model.name) + QStringLiteral(" · ") + shown,
                  .made = QString::fromStdString(fileMetadata(opened, *trace)),
                  .program = QStringLiteral("Headlight " HEADLIGHT_VERSION)});
}

void render(const Options& options, std::ostream& out) {
  const Opened opened = openModel(options);
  renderTo(opened, options);
  out << options.out << '\n';
}

}  // namespace headlight::app
