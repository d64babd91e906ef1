// The budget of pictures: what does not fit is left out, said, and hatched; what is chosen comes first.
#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSpinBox>

#include "fixture.h"
#include "run/site_bytes.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/window/memory_budget.h"

namespace headlight::ui {
namespace {

class MemoryTest : public WindowTest {
 protected:
  MemoryTest() {
    options.text = QString();
    for (int i = 0; i < 12; ++i) options.text += QStringLiteral("The owl told Tom that the mill was old. ");
  }
  SiteId pattern(int layer) const { return {StackId::Decoder, Site::Pattern, layer}; }
  int captured() const {
    int count = 0;
    for (int layer = 0; layer < 6; ++layer) count += window->shownTrace()->find(pattern(layer)) ? 1 : 0;
    return count;
  }
};

TEST_F(MemoryTest, WhatIsReckonedIsWhatATraceTakes) {
  open();
  const Trace& trace = *window->shownTrace();
  ASSERT_GT(trace.sites().size(), 6U);
  for (const auto& [id, rows] : trace.sites()) {
    const std::uint64_t reckoned = siteBytes(trace.model(), id, static_cast<int>(trace.ids().size()));
    EXPECT_GE(reckoned, rows.bytes()) << toString(id);
    EXPECT_LE(reckoned, rows.bytes() + trace.ids().size() * 64) << toString(id);  // gaps of 16 floats a row at most
  }
}

TEST_F(MemoryTest, APlanKeepsTheChosenLayerAndThenItsNeighbours) {
  open();
  const ModelInfo& model = window->shownTrace()->model();
  CapturePlan wanted;
  for (int layer = 0; layer < 6; ++layer) wanted.add(pattern(layer));
  const std::uint64_t one = 2 * siteBytes(model, pattern(0), 100);
  const std::vector<int> rows{100};
  const FittedPlan fit = fitPlan(wanted, model, rows, 2, 3 * one, 4);
  EXPECT_EQ(fit.wanted, 6 * one);
  EXPECT_EQ(fit.layersLeftOut, 3);
  for (const int layer : {3, 4, 5}) EXPECT_TRUE(fit.plan.contains(pattern(layer))) << layer;
  EXPECT_TRUE(fitPlan(wanted, model, rows, 2, 6 * one, 4).whole());
  EXPECT_EQ(fitPlan(wanted, model, rows, 2, one - 1, 4).plan.sites().size(), 0U);
  EXPECT_GT(freeMemory(), 1U << 20);
}

TEST_F(MemoryTest, WhatDoesNotFitIsHatchedAndSaidAndTheBudgetCanBeChanged) {
  options.memory = 1;
  open();
  const int first = captured();
  ASSERT_GT(first, 0);
  ASSERT_LT(first, 6) << "the test wants a text that does not fit into 1 MB";
  EXPECT_EQ(bars->rows().size(), 10U) << "predictions are whole";
  ASSERT_TRUE(messages().has(MessageStrip::Memory));
  const Message message = messages().message(MessageStrip::Memory);
  EXPECT_TRUE(message.title.contains(QStringLiteral("%1 of 6 layers").arg(first))) << message.title.toStdString();
  EXPECT_TRUE(message.detail.contains(QStringLiteral("1.0 MB"))) << message.detail.toStdString();
  // A head of a layer that was left out is hatched: it has the hatch's colour on the surface, and none of the map.
  const auto grid = AllHeadsView().grid(*window->shownTrace(), lens().state(), lens().size());
  int left = 0;
  while (window->shownTrace()->find(pattern(left))) ++left;
  const auto hatched = [&](int layer) {
    const QRect thumb = grid.place(grid.indexOf(layer, 0)).toRect().adjusted(2, 2, -2, -2);
    const QImage image = lensImage();
    int paper = 0;
    for (int y = thumb.top(); y < thumb.bottom(); ++y)
      for (int x = thumb.left(); x < thumb.right(); ++x) paper += image.pixelColor(x, y) == Theme::light().surface;
    return paper > thumb.width() * thumb.height() / 4;
  };
  EXPECT_TRUE(hatched(left));
  EXPECT_FALSE(hatched(0));

  // What is chosen comes first.
  window->selection().chooseHead(left, 0);
  ASSERT_TRUE(waitUntil([&] { return window->shownTrace()->find(pattern(left)) != nullptr; }));
  EXPECT_LE(captured(), first);

  message.buttons[0].pressed();
  auto* dialog = window->findChild<QDialog*>(QStringLiteral("memoryDialog"));
  ASSERT_TRUE(dialog && dialog->isVisible());
  dialog->findChild<QSpinBox*>(QStringLiteral("memoryNumber"))->setValue(1000);
  QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok), Qt::LeftButton);
  ASSERT_TRUE(waitUntil([&] { return captured() == 6; }));
  EXPECT_FALSE(messages().has(MessageStrip::Memory));
  EXPECT_FALSE(hatched(left));
}

}  // namespace
}  // namespace headlight::ui
