// Opening without the window: the state machine alone, and with the bridge below it.
#include <QSignalSpy>
#include <array>

#include "parts.h"

namespace headlight::ui {
namespace {

using State = OpeningState;
using Event = OpeningEvent;
using Action = OpeningAction;

TEST(OpeningStateTest, EveryEventIsDefinedInEveryState) {
  struct Row {
    State state;
    Event event;
    OpeningStep step;
  };
  constexpr std::array rows{
      Row{State::Resting, Event::Asked, {State::Loading, Action::Load}},
      Row{State::Resting, Event::Loaded, {State::Resting, Action::None}},
      Row{State::Resting, Event::TookOver, {State::Resting, Action::None}},
      Row{State::Resting, Event::Refused, {State::Resting, Action::Refuse}},
      Row{State::Resting, Event::Stopped, {State::Resting, Action::None}},
      Row{State::Resting, Event::DeviceLost, {State::Resting, Action::ReplaceDevice}},
      Row{State::Loading, Event::Asked, {State::Loading, Action::Load}},
      Row{State::Loading, Event::Loaded, {State::Trying, Action::TryOut}},
      Row{State::Loading, Event::TookOver, {State::Loading, Action::None}},
      Row{State::Loading, Event::Refused, {State::Resting, Action::Refuse}},
      Row{State::Loading, Event::Stopped, {State::Resting, Action::GiveUp}},
      Row{State::Loading, Event::DeviceLost, {State::Loading, Action::None}},
      Row{State::Trying, Event::Asked, {State::Loading, Action::Load}},
      Row{State::Trying, Event::Loaded, {State::Trying, Action::None}},
      Row{State::Trying, Event::TookOver, {State::Resting, Action::HandOver}},
      Row{State::Trying, Event::Refused, {State::Resting, Action::Refuse}},
      Row{State::Trying, Event::Stopped, {State::Resting, Action::GiveUp}},
      Row{State::Trying, Event::DeviceLost, {State::Trying, Action::None}},
  };
  for (const Row& row : rows)
    EXPECT_EQ(openingStep(row.state, row.event), row.step)
        << static_cast<int>(row.state) << ", " << static_cast<int>(row.event);
}

class OpeningPartTest : public PartsTest {
 protected:
  OpeningPartTest() : opening(context, cpu()) {}

  Opening opening;
  QSignalSpy first{&opening, &Opening::firstModel}, tried{&opening, &Opening::tryOut};
  QSignalSpy handed{&opening, &Opening::handOver}, gaveUp{&opening, &Opening::gaveUp};
};

TEST_F(OpeningPartTest, AModelIsLoadedTriedAndServes) {
  opening.openNamed(QStringLiteral("doodles"));
  EXPECT_EQ(opening.state(), State::Loading);
  EXPECT_EQ(first.count(), 1);
  ASSERT_TRUE(waitUntil([this] { return tried.count() == 1; }));
  EXPECT_EQ(opening.state(), State::Trying);
  EXPECT_FALSE(bridge.current());
  bridge.promote();
  EXPECT_EQ(opening.state(), State::Resting);
  EXPECT_EQ(handed.count(), 1);
  ASSERT_TRUE(bridge.current());
  // Chosen again it serves already, and nothing begins.
  opening.chooseModel(bridge.current()->folder);
  EXPECT_EQ(opening.state(), State::Resting);
  EXPECT_EQ(gaveUp.count(), 0);
}

TEST_F(OpeningPartTest, ANameThatIsNowhereIsRefusedAndGivesUpWhatWasLoading) {
  opening.openNamed(QStringLiteral("doodles"));
  opening.openNamed(QStringLiteral("nowhere"));
  EXPECT_EQ(opening.state(), State::Resting);
  EXPECT_FALSE(bridge.opening());
  EXPECT_EQ(gaveUp.count(), 1);
  EXPECT_TRUE(messages.has(MessageStrip::NotOpened));
  EXPECT_EQ(messages.message(MessageStrip::NotOpened).remedy, QStringLiteral("No model is loaded."));
  QTest::qWait(300);
  EXPECT_EQ(tried.count(), 0) << "it was given up";
}

TEST_F(OpeningPartTest, StoppedItGivesUpAndTheOneThatServesGoesOn) {
  serve("storyteller");
  opening.openNamed(QStringLiteral("doodles"));
  EXPECT_EQ(first.count(), 0) << "a text is there already";
  opening.stop();
  EXPECT_EQ(opening.state(), State::Resting);
  EXPECT_EQ(gaveUp.count(), 1);
  EXPECT_TRUE(bridge.current()->folder.endsWith(QStringLiteral("storyteller")));
  opening.stop();
  EXPECT_EQ(gaveUp.count(), 1) << "nothing is on its way";
}

TEST_F(OpeningPartTest, ChosenBackWhileAnotherOneLoadsEndsThatLoad) {
  serve("storyteller");
  const QString folder = bridge.current()->folder;
  opening.openNamed(QStringLiteral("doodles"));
  opening.chooseModel(folder);
  EXPECT_EQ(opening.state(), State::Resting);
  EXPECT_FALSE(bridge.opening());
}

TEST_F(OpeningPartTest, ALostDeviceIsReplacedByTheCpuUnlessAnotherModelComes) {
  serve("storyteller");
  emit bridge.deviceLost(QStringLiteral("gone"));
  EXPECT_EQ(opening.state(), State::Loading);
  EXPECT_EQ(bridge.askedSelector(), QStringLiteral("cpu"));
  EXPECT_TRUE(messages.has(MessageStrip::Device));
  messages.clear(MessageStrip::Device);
  emit bridge.deviceLost(QStringLiteral("gone"));
  EXPECT_FALSE(messages.has(MessageStrip::Device)) << "what was asked of it meanwhile fails too";
}

TEST_F(OpeningPartTest, WeightsAreThoseOfTheModelThatServesAfterARefusal) {
  serve("storyteller");
  opening.chooseWeights(WeightStorage::F16);
  EXPECT_EQ(opening.weights(), WeightStorage::F16);
  opening.stop();
  EXPECT_EQ(opening.weights(), WeightStorage::F32);
}

}  // namespace
}  // namespace headlight::ui
