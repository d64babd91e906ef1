#include <algorithm>
#include <functional>
#include <ostream>
#include <tuple>
#include <utility>

#include "attention_names.h"
#include "base/error.h"
#include "commands.h"
#include "io/model_files.h"
#include "ui/document/input_tokens.h"
#include "ui/document/written_rows.h"
#include "ui/lens/figure_page.h"
#include "ui/theme/theme.h"
#include "ui/views/all_views.h"
#include "ui/views/compare_view.h"
#include "ui/views/head_ranges.h"
#include "ui/views/layers_view.h"
#include "ui/views/patch_maps.h"

namespace headlight::app {
namespace {

constexpr double smallestHeight = 240, largestHeight = 16384;

/// What each row of a text is called, as the window calls it.
QStringList rowNames(const GivenText& given, const std::shared_ptr<const text::Tokenizer>& tokenizer) {
  QStringList names;
  if (!tokenizer) {
    for (std::int32_t id : given.input.ids) names += QStringLiteral("#%1").arg(id);
    return names;
  }
  const ui::Vocabulary vocabulary(tokenizer);
  if (given.fromIds) {
    for (std::int32_t id : given.input.ids) names += vocabulary.shown(id);
    return names;
  }
  if (given.pair) {  // "A the", "B dog": which of the two a row belongs to
    const TokenInput& input = given.input;
    for (int row = 0; row < static_cast<int>(input.ids.size()); ++row) {
      const std::int32_t id = input.ids[static_cast<std::size_t>(row)];
      const bool second = input.second.contains(row), first = row < input.second.first && !tokenizer->isSpecial(id);
      names += (second ? QStringLiteral("B ") : first ? QStringLiteral("A ") : QString()) + vocabulary.shown(id);
    }
    return names;
  }
  ui::Segments segments;
  segments.replace(0, 0, {{QString::fromStdString(given.text), -1, 0}});
  const std::vector<ui::InputToken> tokens = ui::encodeSegments(segments, vocabulary);
  if (tokens.size() != given.input.ids.size())
    fail("render: the text makes ", tokens.size(), " tokens in one place and ", given.input.ids.size(), " in another");
  for (const ui::InputToken& token : tokens) names += ui::axisText(token);
  return names;
}

/// "cls", "dist", "reg 0" (with or without brackets), or "6,5": the row of the trace that is the query.
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

/// The ids of the views that `takes` takes: "heads or matrix".
std::string viewsThat(const std::function<bool(const ui::View&)>& takes) {
  QStringList ids;
  for (const auto& view : ui::makeViews())
    if (takes(*view)) ids << view->name().id;
  return ids.join(QStringLiteral(" or ")).toStdString();
}

std::unique_ptr<ui::View> chosenView(const Options& options, const ModelInfo& model) {
  auto views = ui::makeViews();
  const auto chosen = std::find_if(views.begin(), views.end(), [&](const auto& view) {
    return view->name().id == QString::fromStdString(options.view);
  });
  if (chosen == views.end()) fail("--view: there is no ", options.view);
  if (!(*chosen)->fits(model))
    fail("--view ", options.view, ": not for ", model.name, "; take ",
         viewsThat([&](const ui::View& view) { return view.fits(model); }));
  if (!options.mixedHeads.empty() && !(*chosen)->mixesHeads())
    fail("--head ", options.mixedHeads, ": only of --view ",
         viewsThat([](const ui::View& view) { return view.mixesHeads(); }), "; ", options.view,
         " shows heads one by one");
  return std::move(*chosen);
}

/// Sets, of a picture: the query, the direction of its attention, and which heads are put together.
void chooseQuery(ui::ViewState& state, const Options& options, const ModelInfo& model, const ui::PatchPlaces& places) {
  state.rows[ui::patchStack(model)] = {places.shortNames(), places.special()};
  state.picture.direction = options.toQuery ? ui::PictureState::Direction::To : ui::PictureState::Direction::From;
  state.picture.patchMaps = options.query.has_value();
  if (options.mixedHeads == "mean") state.picture.shown = ui::PictureState::Shown::Mean;
  if (options.mixedHeads == "max") state.picture.shown = ui::PictureState::Shown::Largest;
  const int row = options.query ? queryOf(*options.query, places) : places.first() > 0 ? 0 : -1;
  if (places.isSpecial(row))
    state.picture.special = row;
  else
    state.lockedRow = row;
}

/// What every row would be said to be after each layer.
ui::LayerReadings readingsOf(const Opened& opened, const std::shared_ptr<const Trace>& trace) {
  const OutputInfo& output = *trace->model().output();
  std::vector<int> rows;
  for (int row = 0; row < trace->rows(output.stack); ++row) rows.push_back(row);
  auto lens = std::make_shared<const LogitLens>(
      logitLens(*opened.model, *opened.backend, {.trace = trace, .rows = std::move(rows)}));
  const int input = trace->model().stack(output.stack).input;
  const auto& tokenizer = opened.tokenizers[static_cast<std::size_t>(input)];
  const std::optional<ui::Vocabulary> vocabulary =
      output.ofTokens() && tokenizer ? std::make_optional<ui::Vocabulary>(tokenizer) : std::nullopt;
  return ui::named(*trace, std::move(lens), 0, [&](std::int32_t id) {
    if (vocabulary) return vocabulary->shown(id);
    const auto at = static_cast<std::size_t>(id);
    return at < output.labels.size() ? QString::fromStdString(output.labels[at]) : QStringLiteral("#%1").arg(id);
  });
}

/// "3,4": a layer and a head of the shown attention.
std::pair<int, int> headNamed(const std::string& asked, const StackInfo& stack, const std::string& model) {
  const QStringList parts = QString::fromStdString(asked).split(QLatin1Char(','));
  bool layerRead = false, headRead = false;
  const int layer = parts.value(0).trimmed().toInt(&layerRead), head = parts.value(1).trimmed().toInt(&headRead);
  if (parts.size() != 2 || !layerRead || !headRead) fail("--beside: expected LAYER,HEAD (3,4), got ", asked);
  if (layer < 0 || layer >= stack.layers || head < 0 || head >= stack.heads)
    fail("--beside: ", model, " has layers 0 to ", stack.layers - 1, " of heads 0 to ", stack.heads - 1, ", got ",
         asked);
  return {layer, head};
}

/// What stands beside the input in Compare: another head of it, or another input.
void chooseComparison(ui::CompareView& view, ui::ViewState& state, const Opened& opened, const Options& options,
                      const CapturePlan& plan) {
  const ModelInfo& model = *opened.model->info();
  ui::CompareOptions next = view.options();
  if (options.beside) {
    next.with = ui::CompareWith::OtherHead;
    std::tie(next.layer, next.head) = headNamed(*options.beside, model.stack(state.attention->stack), model.name);
  }
  view.setOptions(next);
  ui::Comparison comparison;
  comparison.nameOf = [&opened](std::int32_t id) {
    const OutputInfo& output = *opened.model->info()->output();
    return QString::fromStdString(output.ofTokens() ? shownToken(opened, id)
                                                    : output.labels[static_cast<std::size_t>(id)]);
  };
  if (options.against) {
    if (model.inputs.size() != 1)
      fail("--against: ", model.name, " reads several inputs; compare heads of it with --beside LAYER,HEAD");
    Options other = options;
    other.text = other.image = options.against;
    other.textFile = other.ids = other.pair = std::nullopt;
    const std::vector<Given> given =
        readGiven(other, model, io::findModelFiles(opened.folder).folder, opened.tokenizers);
    auto kept = std::make_shared<ui::KeptRun>();
    kept->trace = runOnce(opened, given, plan);
    kept->rows = state.rows;
    kept->text = QStringLiteral("“%1”").arg(QString::fromStdString(*options.against).simplified());
    if (const auto* text = std::get_if<GivenText>(&given.front()))
      for (const StackInfo& stack : model.stacks)
        kept->rows[stack.stack].names = rowNames(*text, opened.tokenizers.front());
    comparison.kept = std::move(kept);
  } else if (!options.beside) {
    fail("--view compare: compares two; name the other with --against TEXT, or another head with --beside LAYER,HEAD");
  }
  state.comparison = std::make_shared<const ui::Comparison>(std::move(comparison));
}

/// `height`: of the whole file, px; 0: what suits the view. A height that was asked for must hold everything, since a
/// file does not scroll.
ui::FigurePage pageOf(const ui::View& view, const std::shared_ptr<const Trace>& trace, const ui::ViewState& state,
                      const ui::FigureOptions& options, const QString& said, int height) {
  if (height > 0) {
    const double caption = ui::captionedPage(view, trace, state, options, said, height).size.height() -
                           ui::figurePage(view, trace, state, options, height).size.height();
    ui::FigurePage page = ui::captionedPage(view, trace, state, options, said, height - caption);
    if (page.size.height() > height)
      fail("--height: this needs ", page.size.height(), " pixels at this width, got ", height);
    return page;
  }
  const double wanted = view.wholeSize(*trace, state, {ui::logicalWidth(options), 0}).height();
  if (wanted > largestHeight)
    fail("--width: this needs a height of more than ", largestHeight, " pixels at this width");
  ui::FigurePage page =
      ui::captionedPage(view, trace, state, options, said, options.trimmed ? 0 : std::max(wanted, smallestHeight));
  if (options.trimmed && !options.transparent && !state.theme->isDark()) page.scene.background = Qt::white;
  return page;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> viewNames() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& view : ui::makeViews()) {
    const ui::ViewName name = view->name();
    names.emplace_back(name.id.toStdString(), name.tip.toLower().toStdString());
  }
  return names;
}

void renderTo(const Opened& opened, const Options& options) {
  const ModelInfo& model = *opened.model->info();
  const AttentionId attention =
      options.attention.empty() ? model.attentions().front().id : attentionNamed(options.attention, model).id;
  const StackInfo& stack = model.stack(attention.stack);
  const std::unique_ptr<ui::View> view = chosenView(options, model);
  if (options.layer >= stack.layers)
    fail("--layer: ", model.name, " has layers 0 to ", stack.layers - 1, ", got ", options.layer);
  if (options.head >= stack.heads)
    fail("--head: ", model.name, " has heads 0 to ", stack.heads - 1, ", got ", options.head);

  ui::ViewState state;
  state.theme = &ui::Theme::named(QString::fromStdString(options.theme.value_or("light")));
  state.attention = attention;
  state.layer = options.layer;
  state.head = options.head;
  state.range = ui::rangeModeOf(QString::fromStdString(options.range));
  for (const StackInfo& each : model.stacks)
    if (const GivenText* given = opened.textOf(each.stack))
      state.rows[each.stack].names = rowNames(*given, opened.tokenizers[static_cast<std::size_t>(each.input)]);
  if (ui::standsForWritten(model, model.attention(attention)))
    state.rows[attention.stack] = ui::asWritten(state.rows[attention.stack]);
  const CapturePlan plan(view->needs(model, state));
  const std::shared_ptr<const Trace> trace = runOnce(opened, plan);
  if (model.image())
    chooseQuery(state, options, model, ui::patchRows(*trace));
  else if (options.query)
    fail("--query: ", model.name, " reads texts; only pictures have patches to ask for");

  if (view->name().id == ui::LayersView::id && whyNoLens(model).empty())
    state.readings = std::make_shared<const ui::LayerReadings>(readingsOf(opened, trace));

  if (auto* compare = dynamic_cast<ui::CompareView*>(view.get()))
    chooseComparison(*compare, state, opened, options, plan);
  else if (options.against || options.beside)
    fail("--against and --beside are of --view compare, not of ", options.view);

  ui::FigureOptions figure{.unit = ui::FigureOptions::Unit::Pixels,
                           .width = options.width ? options.width : 1200.0,
                           .panels = options.panels,
                           .caption = {.words = options.caption != "", .scale = options.colourScale},
                           .everyTitle = options.allTitles,
                           .transparent = options.transparent,
                           .trimmed = options.millimetres > 0,
                           .pixels = options.scale};
  if (options.millimetres > 0) {
    figure.unit = ui::FigureOptions::Unit::Millimetres;
    figure.width = options.millimetres;
  }
  const QString shown = view->caption(*trace, state);
  const QString said =
      options.caption ? QString::fromStdString(*options.caption)
                      : QStringLiteral("%1 · %2 · %3")
                            .arg(QString::fromStdString(model.name), shown, QString::fromStdString(trace->device()));
  ui::saveFigure(pageOf(*view, trace, state, figure, said, options.height), QString::fromStdString(options.out),
                 {.title = ui::figureTitle(said, view->legend(trace, state)),
                  .made = QString::fromStdString(fileMetadata(opened, *trace)),
                  .program = QStringLiteral("Headlight " HEADLIGHT_VERSION)});
}

void render(const Options& options, std::ostream& out) {
  const Opened opened = openModel(options);
  renderTo(opened, options);
  out << options.out << '\n';
}

}  // namespace headlight::app
