// What is read layer by layer beside the edits: the Layers view, and the surprise of the tokens.
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "fixture.h"
#include "session/logit_lens.h"
#include "ui/editors/token_chips.h"
#include "ui/views/layers_view.h"

namespace headlight::ui {
namespace {

class LayersWindowTest : public WindowTest {
 protected:
  const LayerReadings* readings() {
    return lens().trace() ? LayersView::readingsOf(*lens().trace(), state_ = lens().state()) : nullptr;
  }
  bool waitForReadings() {
    return waitUntil([this] {
      const LayerReadings* now = readings();
      return now && now->left == 0 && now->lens->has(0);
    });
  }

  ViewState state_;
};

TEST_F(LayersWindowTest, ReadsWhatIsInSightForEveryTraceAndTheLastLayerIsWhatThePanelSays) {
  open();
  EXPECT_FALSE(readings()) << "nobody looks";
  window->lensArea().setView(LayersView::id);
  ASSERT_TRUE(waitForReadings());
  const int last = window->shownTrace()->rows(StackId::Decoder) - 1;
  ASSERT_TRUE(readings()->lens->has(last));
  const LensReading& end = readings()->lens->readings[static_cast<std::size_t>(last)].back();
  EXPECT_EQ(readings()->lens->readings[0].size(), 6U);
  EXPECT_EQ(end.top.front().id, bars->rows().front().id);
  EXPECT_NEAR(end.top.front().probability, bars->rows().front().plain, 1e-6);
  QTest::keyClicks(editor, QStringLiteral(" sat"));
  ASSERT_TRUE(waitForPicture());
  ASSERT_TRUE(waitForReadings());
  EXPECT_GT(static_cast<int>(readings()->lens->readings.size()), last + 1);
  window->lensArea().setView(QStringLiteral("heads"));
  QTest::keyClicks(editor, QStringLiteral(" on"));
  ASSERT_TRUE(waitForPicture());
  QTest::qWait(200);
  EXPECT_FALSE(readings()) << "nobody looks any more";
}

TEST_F(LayersWindowTest, TheSurpriseOfEachTokenIsThatOfTheLogits) {
  open();
  auto* button = window->findChild<QToolButton*>(QStringLiteral("surprise"));
  auto* chips = window->findChild<TokenChips*>(QStringLiteral("tokenChips"));
  ASSERT_TRUE(button && chips);
  EXPECT_TRUE(button->isVisible());
  EXPECT_TRUE(chips->surprise().empty());
  button->click();
  const auto known = [&] {
    const std::vector<float>& bits = chips->surprise();
    return bits.size() == static_cast<std::size_t>(window->shownTrace()->rows(StackId::Decoder)) &&
           std::all_of(bits.begin() + 1, bits.end(), [](float one) { return one >= 0; });
  };
  ASSERT_TRUE(waitUntil(known));
  EXPECT_TRUE(std::isnan(chips->surprise().front())) << "nothing stands before it";
  const std::vector<float> before = chips->surprise();
  QTest::keyClicks(editor, QStringLiteral(" sat"));
  ASSERT_TRUE(waitForPicture());
  ASSERT_TRUE(waitUntil(known));
  for (std::size_t row = 1; row + 1 < before.size(); ++row) EXPECT_EQ(chips->surprise()[row], before[row]) << row;
  button->click();
  EXPECT_TRUE(chips->surprise().empty());
}

}  // namespace
}  // namespace headlight::ui
