// Which of two traces a pass starts from, and that what was worked out to say so is what the pass goes by.
#include "run/pass_start.h"

#include <array>

#include "edits.h"
#include "run/changes.h"
#include "support/passes.h"
#include "support/shared_data.h"

namespace headlight {
namespace {

class PassStarts : public test::Edits {
 protected:
  void SetUp() override {
    Edits::SetUp();
    test::TinyEncoder options;
    options.layers = 4, options.heads = 3, options.width = 12, options.positions = 200;
    test::writeTinyEncoder(folder_.path(), options);
    model_ = loadModel(folder_.path(), backend());
    request_.plan = model_->info()->everySite();
  }
  void TearDown() override { model_.reset(); }
  PassStart best(const Request& request, std::array<std::shared_ptr<const Trace>, 2> traces) const {
    return bestStart(request, *model_->info(), traces);
  }

  test::TemporaryFolder folder_;
  std::shared_ptr<const Model> model_;
  Request request_{1, TokenInput{test::randomIds(150, 61)}};
};

TEST_P(PassStarts, theTraceThatLeavesLessToComputeIsTaken) {
  const auto plain = runModel(*model_, backend(), request_);
  Request changed = request_;
  changed.changes = {ScaleHead{StackId::Encoder, 1, 1, 0}};
  const auto off = runModel(*model_, backend(), changed);

  EXPECT_EQ(best(request_, {plain, off}).previous, plain);
  EXPECT_EQ(best(changed, {plain, off}).previous, off);
  EXPECT_EQ(best(changed, {plain, plain}).previous, plain) << "of equal ones the first";
  EXPECT_EQ(best(request_, {nullptr, off}).previous, off);
  EXPECT_FALSE(best(request_, {nullptr, off}).differences) << "there was nothing to choose";
  EXPECT_EQ(best(request_, {nullptr, nullptr}).previous, nullptr);

  Request later = request_;
  later.changes = {ScaleMlp{StackId::Encoder, 3, 0.5F}, ScaleHead{StackId::Encoder, 1, 1, 0}};
  const PassStart start = best(later, {plain, off});
  EXPECT_EQ(start.previous, off);
  ASSERT_TRUE(start.differences);
  EXPECT_EQ(start.differences->changes, sortedChanges(later.changes));
  EXPECT_EQ(start.differences->dirty, firstDirtyRows(passInputs(later, *model_->info(), start.differences->changes, {}),
                                                     passInputs(*off), *model_->info()));
  const auto handedOn = runModel(*model_, backend(), later, {}, start);
  const auto workedOut = runModel(*model_, backend(), later, {}, off);
  for (int layer = 0; layer < 4; ++layer)
    EXPECT_EQ(handedOn->firstRow(StackId::Encoder, layer), workedOut->firstRow(StackId::Encoder, layer)) << layer;
  expectSame(*handedOn, *workedOut);
  expectSame(*handedOn, *runModel(*model_, backend(), later));
}

INSTANTIATE_TEST_SUITE_P(Backends, PassStarts, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
