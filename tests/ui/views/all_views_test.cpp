#include "ui/views/all_views.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QSet>

#include "support/fake_trace.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/memo.h"
#include "ui/views/options_row.h"
#include "ui/window/lens_area.h"

namespace headlight::ui {
namespace {

const test::FakeTrace picture{.layers = 3, .heads = 4, .grid = {4, 5}, .specials = {"[CLS]"}, .patchPixels = 6};

TEST(AllViewsTest, NamesAreWholeAndNoTwoAreAlike) {
  QSet<QString> ids, titles, shortcuts;
  for (const auto& view : makeViews()) {
    const ViewName name = view->name();
    for (const QString& part : {name.id, name.title, name.entry, name.tip, name.shortcut.toString()})
      EXPECT_FALSE(part.isEmpty()) << name.id.toStdString();
    ids << name.id;
    titles << name.title;
    shortcuts << name.shortcut.toString();
  }
  for (const auto& set : {ids, titles, shortcuts}) EXPECT_EQ(set.size(), static_cast<int>(makeViews().size()));
}

TEST(AllViewsTest, EveryViewDrawsWhatFitsItAndNothingWithoutATraceAtAnySize) {
  const auto backend = makeBackend("cpu", 1);
  ViewState state;
  state.theme = &Theme::light();
  for (const auto& trace : {test::makeTrace(*backend, {}), test::makeTrace(*backend, picture)})
    for (const auto& view : makeViews()) {
      if (!view->fits(trace->model())) continue;
      const std::string id = view->name().id.toStdString();
      EXPECT_TRUE(view->scene(nullptr, state, {800, 600}).fields.empty()) << id;
      for (const QSizeF size : {QSizeF(0, 0), QSizeF(3, 900), QSizeF(800, 600)}) {
        const Scene scene = view->scene(trace, state, size);
        const bool drawn = !scene.fields.empty() || !scene.pictures.empty() || !scene.boxes.empty();
        EXPECT_TRUE(size.width() < 700 || drawn) << id;
      }
      EXPECT_FALSE(view->title(state).isEmpty()) << id;
      EXPECT_FALSE(view->describe(trace.get(), state).isEmpty()) << id;
      EXPECT_FALSE(view->caption(*trace, state).isEmpty()) << id;
      EXPECT_GT(view->wholeSize(*trace, state, {900, 0}).height(), 0) << id;
      EXPECT_EQ(view->wholeSize(*trace, state, {900, 5000}), QSizeF(900, 5000)) << id;
      for (const SiteId& site : view->needs(trace->model(), state))
        EXPECT_TRUE(trace->model().everySite().contains(site)) << id;
    }
}

TEST(AllViewsTest, TabsAndEntriesAreThoseThatFitTheModel) {
  const auto backend = makeBackend("cpu", 1);
  Selection selection;
  LensArea area(selection);
  const auto shown = [&] {
    QStringList ids;
    for (const QAction* action : area.viewActions())
      if (action->isVisible()) ids << action->objectName();
    return ids.join(' ').toStdString();
  };
  EXPECT_EQ(shown().find("view_image"), std::string::npos) << "no model: " << shown();
  area.setView(QStringLiteral("image"));
  EXPECT_TRUE(area.lens().shows(QStringLiteral("heads"))) << "it has no tab";
  area.setModel(test::makeTrace(*backend, picture)->model());
  EXPECT_NE(shown().find("view_image"), std::string::npos) << shown();
  EXPECT_TRUE(area.lens().shows(QStringLiteral("image"))) << "such a model starts with it";
  area.setView(QStringLiteral("matrix"));
  area.setModel(test::makeTrace(*backend, picture)->model());
  EXPECT_TRUE(area.lens().shows(QStringLiteral("matrix"))) << "and stays where it was, with another of its kind";
  area.setView(QStringLiteral("image"));
  area.setModel(test::makeTrace(*backend, {})->model());
  EXPECT_TRUE(area.lens().shows(QStringLiteral("heads")));
}

TEST(AllViewsTest, HiddenRowsTakeNoRoom) {
  Selection selection;
  LensArea area(selection);
  area.setModel(test::makeTrace(*makeBackend("cpu", 1), picture)->model());
  area.resize(640, 600);
  area.show();
  int visible = 0;
  for (const QAction* action : area.viewActions()) {
    const QString id = action->objectName().section('_', 1);
    area.setView(id);
    QApplication::processEvents();
    EXPECT_EQ(area.width(), 640) << id.toStdString();
    for (const auto* row : area.findChildren<OptionsRow*>()) visible += row->isVisible() ? 1 : 0;
  }
  EXPECT_EQ(visible, area.findChildren<OptionsRow*>().size()) << "each row with its own view";
}

TEST(MemoTest, MakesAValueOnceAKey) {
  Memo<int, int> memo;
  int made = 0;
  const auto make = [&] { return ++made; };
  EXPECT_EQ(memo.of(7, make), 1);
  EXPECT_EQ(memo.of(7, make), 1);
  EXPECT_EQ(memo.of(8, make), 2);
  EXPECT_EQ(memo.of(7, make), 3) << "only the last one is kept";
  EXPECT_THROW(memo.of(9, []() -> int { throw 0; }), int);
  EXPECT_EQ(memo.of(7, make), 3) << "what could not be made leaves what was";
}

}  // namespace
}  // namespace headlight::ui
