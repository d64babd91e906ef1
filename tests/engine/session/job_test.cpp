#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

#include "base/error.h"
#include "models/load_model.h"
#include "recorder.h"
#include "session/passes.h"
#include "support/fake_backend.h"
#include "support/near.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

using namespace std::chrono_literals;
using test::Recorder;

Session::Loader fake() {
  return [](const LoadProgress&, std::stop_token) {
    return Loaded{std::make_shared<test::FakeBackend>(),
                  std::make_shared<test::FakeModel>(1, [](auto&, const auto&, int) {})};
  };
}

Request request(std::uint64_t revision) { return {revision, TokenInput{{static_cast<std::int32_t>(revision)}}, {}}; }

// A job of a thousand slices does not delay an edit by more than the slice that runs, and goes on afterwards.
TEST(SessionJob, yieldsToEveryEditAndGoesOn) {
  Recorder recorder;
  Session session(fake(), recorder.callbacks());
  std::atomic<int> slices = 0;
  std::latch begun(1), edited(1);
  bool slow = true;
  session.start({[&](const Loaded&, const std::stop_token& stop) {
                   if (slices == 3 && std::exchange(slow, false)) {
                     begun.count_down();
                     while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);  // an edit ends even a long slice
                     throw Cancelled{};
                   }
                   if (slices == 3) edited.wait();
                   return ++slices < 1000;
                 },
                 [&](const std::string& error) { recorder.note("ended " + error); }});
  begun.wait();
  session.submit(request(7));
  ASSERT_TRUE(recorder.waitForRevision(7));
  EXPECT_EQ(slices, 3);
  edited.count_down();
  ASSERT_TRUE(recorder.waitForNote("ended "));
  EXPECT_EQ(slices, 1000);
}

TEST(SessionJob, stoppedSaysNothingMore) {
  Recorder recorder;
  Session session(fake(), recorder.callbacks());
  std::latch begun(1);
  std::atomic<bool> told = false;
  session.start({[&, first = true](const Loaded&, const std::stop_token& stop) mutable {
                   if (std::exchange(first, false)) begun.count_down();
                   while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
                   throw Cancelled{};
                   return true;
                 },
                 [&](const std::string&) { told = true; }});
  begun.wait();
  session.stopJob();
  session.submit(request(1));
  ASSERT_TRUE(recorder.waitForRevision(1));
  EXPECT_FALSE(told);
}

TEST(SessionJob, anErrorEndsItWithItsSentence) {
  Recorder recorder;
  Session session(fake(), recorder.callbacks());
  session.start({[](const Loaded&, const std::stop_token&) -> bool { fail("no more paper"); },
                 [&](const std::string& error) { recorder.note("ended " + error); }});
  ASSERT_TRUE(recorder.waitForNote("ended no more paper"));
  session.submit(request(1));
  EXPECT_TRUE(recorder.waitForRevision(1)) << "the session must go on";
}

TEST(SessionJob, anotherOneTakesItsPlace) {
  Recorder recorder;
  Session session(fake(), recorder.callbacks());
  session.start({[](const Loaded&, const std::stop_token& stop) {
                   while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
                   return true;
                 },
                 [&](const std::string&) { recorder.note("first"); }});
  session.start({[](const Loaded&, const std::stop_token&) { return false; },
                 [&](const std::string&) { recorder.note("second"); }});
  ASSERT_TRUE(recorder.waitForNote("second"));
  EXPECT_EQ(std::ranges::count(recorder.notes(), "first"), 0);
}

class OnTinyModel : public testing::Test {
 protected:
  void SetUp() override {
    test::writeTinyModel(folder_.path());
    backend_ = makeBackend("cpu", 1);
    model_ = loadModel(folder_.path(), *backend_);
  }
  Request of(std::vector<std::int32_t> ids, std::vector<Intervention> changes = {}, bool baseline = false) {
    return {1, TokenInput{std::move(ids)}, model_->info()->everySite(), std::move(changes), baseline};
  }
  test::TemporaryFolder folder_;
  std::shared_ptr<Backend> backend_;
  std::shared_ptr<const Model> model_;
};

// With what-ifs two traces are kept; each request starts from the one that leaves less to do.
TEST_F(OnTinyModel, passesStartFromTheTraceThatLeavesLessToDo) {
  Passes passes(backend_, model_);
  auto ids = test::randomIds(40, 61);
  const std::vector<Intervention> off{ScaleHead{StackId::Decoder, 1, 2, 0}};
  const auto firstRows = [](const Trace& trace) {
    return std::vector<int>{trace.firstRow(StackId::Decoder, 0), trace.firstRow(StackId::Decoder, 1)};
  };
  const auto plain = passes.run(of(ids));
  EXPECT_EQ(plain.baseline, nullptr);
  const auto changed = passes.run(of(ids, off, true));
  EXPECT_EQ(changed.baseline, plain.trace) << "it was there already";
  EXPECT_EQ(firstRows(*changed.trace), (std::vector<int>{40, 0}));
  ids.push_back(9);
  const auto typed = passes.run(of(ids, off, true));
  EXPECT_EQ(firstRows(*typed.trace), (std::vector<int>{40, 40})) << "from the changed one";
  ASSERT_TRUE(typed.baseline);
  EXPECT_EQ(firstRows(*typed.baseline), (std::vector<int>{40, 40})) << "from the plain one";
  const auto on = passes.run(of(ids));
  EXPECT_EQ(firstRows(*on.trace), (std::vector<int>{41, 41})) << "switched on again: nothing to do";
  for (const auto& [got, want] : {std::pair{typed.trace, runModel(*model_, *backend_, of(ids, off))},
                                  {on.trace, runModel(*model_, *backend_, of(ids))}})
    EXPECT_TRUE(test::sameBits(got->predictedLogits(), want->predictedLogits()));
}

TEST_F(OnTinyModel, aBaselineOfAnotherPredictedRowIsNotTheBaseline) {
  Passes passes(backend_, model_);
  const std::vector<Intervention> off{ScaleHead{StackId::Decoder, 1, 2, 0}};
  Request request = of(test::randomIds(9, 61), off, true);
  passes.run(request);
  request.predictedRow = 4;
  const auto result = passes.run(request);
  EXPECT_EQ(result.trace->predictedRow(), 4);
  ASSERT_TRUE(result.baseline);
  EXPECT_EQ(result.baseline->predictedRow(), 4);
}

}  // namespace
}  // namespace headlight
