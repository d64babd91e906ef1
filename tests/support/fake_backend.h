#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "backend/idle_backend.h"
#include "models/model.h"

namespace headlight::test {

/// A backend that computes nothing and writes down when it was flushed and waited for: for tests of who calls what
/// when.
class FakeBackend final : public IdleBackend {
 public:
  std::vector<std::string> calls;  ///< "flush 3", "wait 1"

  const char* kind() const override { return "fake"; }
  std::string deviceName() const override { return "no device"; }
  Tensor allocate(const Shape&, DType, std::size_t) override { refuse(); }
  Tensor packLinear(std::span<const float>, int, int) override { refuse(); }
  Tensor packLinearFrom(const WeightSource&, int, int) override { refuse(); }
  std::uint64_t flush() override {
    calls.push_back("flush " + std::to_string(++ticket_));
    return ticket_;
  }
  void wait(std::uint64_t ticket) override { calls.push_back("wait " + std::to_string(ticket)); }
  void section(std::string name) override { timings_.push_back({std::move(name), "nothing", 0}); }
  std::vector<OpTiming> takeTimings() override { return std::exchange(timings_, {}); }

 private:
  std::uint64_t ticket_ = 0;
  std::vector<OpTiming> timings_;
};

/// A model of `blocks` blocks whose forward calls `block(run, ids, number)` for each, then Run::checkpoint.
class FakeModel final : public Model {
 public:
  using Block = std::function<void(Run&, const std::vector<std::int32_t>& ids, int block)>;
  FakeModel(int blocks, Block block) : Model(infoOf(blocks)), blocks_(blocks), block_(std::move(block)) {}
  void forward(Run& run) const override {
    for (int block = 0; block < blocks_; ++block) {
      run.section("blocks." + std::to_string(block));
      block_(run, std::get<TokenInput>(run.input(StackId::Decoder)).ids, block);
      run.checkpoint();
    }
  }

 private:
  static std::shared_ptr<const ModelInfo> infoOf(int blocks) {
    auto info = std::make_shared<ModelInfo>();
    info->name = "fake";
    info->inputs = {textInput(1, 1)};
    info->stacks = {{StackId::Decoder, blocks, 1, 1, 1, 1, true}};
    return info;
  }
  int blocks_;
  Block block_;
};

}  // namespace headlight::test
