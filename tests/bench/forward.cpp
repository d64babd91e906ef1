// Our side of tests/bench/peers: a program that stays, opens a model and answers commands, so that its passes can be
// timed in turn with the peers' in the same seconds, all of them warm.
//
// One JSON object per line on standard input, one per line back; {"error": sentence} when something cannot be done.
//   {"do":"devices"}
//   {"do":"open", "folder":F, "device":"cpu", "threads":1, "weights":"f32"|"f16"|"bf16"}
//   {"do":"pass", "ids":[...], "repeat":3, "warm":1, "capture":true, "logits":"all"|"last",
//    "edit":"none"|"last"|"tail8"|"middle"|"lastHeadOff"}
//        "picture":224 instead of "ids": a picture of so many pixels a side, of image models
//        edit "none" is a full pass; otherwise each timed pass starts from the trace before it, from which it differs
//        in the last token, the last eight, the middle one, or in the last layer's head 0 being off.
//   {"do":"check", "ids":[...]}           some logits and weights, to be compared with the peers'
//   {"do":"compare", "ids":[...], "edits":20, "seed":1}   random edits, each against a fresh pass, bit by bit
//   {"do":"bandwidth", "bytes":B, "threads":T, "streams":1|4, "repeat":3}   how long reading so many bytes takes
//   {"do":"quit"}
#include <time.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "models/load_model.h"
#include "read_bandwidth.h"

namespace headlight::bench {
namespace {

using Json = nlohmann::ordered_json;
using Ids = std::vector<std::int32_t>;
using TracePtr = std::shared_ptr<const Trace>;

/// Wall time, and the processor time of all threads of this process, in milliseconds.
class Stopwatch {
 public:
  double wall() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_).count();
  }
  double processor() const { return now() - processorBegin_; }

 private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
  }
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double processorBegin_ = now();
};

class Bench {
 public:
  Json answer(const Json& command) {
    const std::string what = command.at("do");
    if (what == "devices") return devices();
    if (what == "open") return open(command);
    if (what == "pass") return pass(command);
    if (what == "check") return check(command);
    if (what == "compare") return compare(command);
    if (what == "bandwidth") return bandwidth(command);
    fail("bench_forward: expected devices, open, pass, check, compare, bandwidth or quit, got ", what);
  }

 private:
  static Json devices() {
    Json list = Json::array();
    for (const DeviceInfo& device : listDevices())
      list.push_back({{"device", device.selector}, {"name", device.name}, {"type", device.type}});
    return {{"devices", list}};
  }

  static WeightStorage storageOf(const std::string& name) {
    for (const WeightStorage storage : {WeightStorage::F32, WeightStorage::F16, WeightStorage::BF16})
      if (name == toString(storage)) return storage;
    fail("bench_forward: weights: expected f32, f16 or bf16, got ", name);
  }

  static int vocabularyOf(const ModelInfo& info) { return info.text() ? info.text()->vocabulary : 0; }

  Json open(const Json& command) {
    model_.reset();
    backend_.reset();
    const Stopwatch watch;
    const WeightStorage storage = storageOf(command.value("weights", "f32"));
    backend_ = makeBackend(command.value("device", "cpu"), command.value("threads", 1), storage);
    model_ = loadModel(command.at("folder").get<std::string>(), *backend_);
    const ModelInfo& info = *model_->info();
    // What a pass over one row has to read: every weight once, of the position table one row.
    const auto positions =
        static_cast<std::uint64_t>(info.inputs.front().rows()) * static_cast<std::uint64_t>(info.stacks.front().width);
    return {
        {"device", backend_->deviceName()},
        {"family", info.family},
        {"layers", info.stacks.front().layers},
        {"vocabulary", vocabularyOf(info)},
        {"parameters", info.parameters},
        {"weights", toString(backend_->weightStorage())},
        {"weightBytes", (info.parameters - positions) * (backend_->weightStorage() == WeightStorage::F32 ? 4U : 2U)},
        {"loadMilliseconds", watch.wall()}};
  }

  const Model& model() const {
    if (!model_) fail("bench_forward: expected {\"do\":\"open\"} first");
    return *model_;
  }

  CapturePlan plan(bool patterns, bool allLogits) const {
    CapturePlan plan;
    for (const StackInfo& stack : model().info()->stacks)
      for (int layer = 0; patterns && layer < stack.layers; ++layer) plan.add({stack.stack, Site::Pattern, layer});
    const SiteId logits{model().info()->stacks.back().stack, Site::Logits, -1};
    if (allLogits && model().info()->everySite().contains(logits)) plan.add(logits);
    return plan;
  }

  TracePtr run(const Request& request, const TracePtr& previous, SpareBlocks* spares = nullptr) {
    return runModel(model(), *backend_, request, {}, previous, spares);
  }

  /// The ids that the command names, or a picture of normal deviates of so many pixels a side.
  static Input inputOf(const Json& command) {
    if (!command.contains("picture")) return TokenInput{command.at("ids").get<Ids>()};
    const int side = command.at("picture").get<int>();
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    auto pixels = std::make_shared<std::vector<float>>(static_cast<std::size_t>(3 * side * side));
    for (float& pixel : *pixels) pixel = normal(random);
    return PictureInput{side, side, std::move(pixels), nullptr};
  }

  /// The request of every second pass: what `edit` makes of `request`.
  Request edited(const Request& request, const std::string& edit) const {
    Request other = request;
    auto* text = std::get_if<TokenInput>(&other.inputs.front());
    if (!text && edit != "none" && edit != "lastHeadOff")
      fail("bench_forward: edit: expected none or lastHeadOff for a picture, got ", edit);
    const int vocabulary = vocabularyOf(*model().info()), count = text ? static_cast<int>(text->ids.size()) : 0;
    const auto replace = [&](int first, int end) {
      for (int i = std::max(first, 0); i < std::min(end, count); ++i) {
        auto& id = text->ids[static_cast<std::size_t>(i)];
        id = (id + 1) % vocabulary;
      }
    };
    if (edit == "last") {
      replace(count - 1, count);
    } else if (edit == "tail8") {
      replace(count - 8, count);
    } else if (edit == "middle") {
      replace(count / 2, count / 2 + 1);
    } else if (edit == "lastHeadOff") {
      const StackInfo& stack = model().info()->stacks.back();
      other.changes.emplace_back(ScaleHead{stack.stack, stack.layers - 1, 0, 0.0F, 0});  // g++ 14 mistrusts push_back
    } else if (edit != "none") {
      fail("bench_forward: edit: expected none, last, tail8, middle or lastHeadOff, got ", edit);
    }
    return other;
  }

  Json pass(const Json& command) {
    const std::string edit = command.value("edit", "none");
    const int repeat = command.value("repeat", 1), warm = command.value("warm", 1);
    Request requests[2];
    requests[0].inputs = inputOf(command);
    requests[0].plan = plan(command.value("capture", true), command.value("logits", "all") == "all");
    requests[1] = edited(requests[0], edit);
    TracePtr previous = edit == "none" ? nullptr : run(requests[0], nullptr);
    SpareBlocks spares;
    std::map<std::string, double> operations;
    Json wall = Json::array(), processor = Json::array();
    for (int i = 0; i < warm + repeat; ++i) {
      const Request& request = requests[edit == "none" ? 0 : (i + 1) % 2];
      const Stopwatch watch;
      TracePtr trace = run(request, edit == "none" ? nullptr : previous, &spares);
      if (i >= warm) {
        wall.push_back(watch.wall());
        processor.push_back(watch.processor());
      }
      operations.clear();
      for (const OpTiming& timing : trace->timings()) operations[timing.operation] += timing.milliseconds;
      previous = std::move(trace);  // gives the one before back to the pool, outside of the time
    }
    return {{"milliseconds", wall}, {"cpuMilliseconds", processor}, {"lastPassByOperation", operations}};
  }

  Json check(const Json& command) {
    Request request;
    request.inputs = TokenInput{command.at("ids").get<Ids>()};
    request.plan = plan(true, true);
    const TracePtr trace = run(request, nullptr);
    const StackInfo& stack = model().info()->stacks.back();
    const int rows = trace->rows(stack.stack), vocabulary = model().info()->logits();
    if (!trace->find({stack.stack, Site::Logits}))
      fail("bench_forward: check: expected logits of every row, which ", model().info()->name, " does not have");
    const Rows& logits = *trace->find({stack.stack, Site::Logits});
    Json someLogits = Json::array(), someWeights = Json::array();
    for (int k = 0; k < 64; ++k) {  // the same places as in peer_loop.py and wasm_worker.mjs
      const int row = k * 37 % rows, key = k * 11 % (row + 1);
      someLogits.push_back(logits.rowToHost(row)[static_cast<std::size_t>(k * 7919 % vocabulary)]);
      someWeights.push_back(
          patternRow(*trace, stack.stack, k % stack.layers, k * 5 % stack.heads, row)[static_cast<std::size_t>(key)]);
    }
    return {{"logits", someLogits}, {"weights", someWeights}};
  }

  Json compare(const Json& command) {
    std::mt19937 random(command.value("seed", 1U));
    const auto below = [&](std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random); };
    Request request;
    request.inputs = TokenInput{command.at("ids").get<Ids>()};
    request.plan = plan(true, true);
    TracePtr previous = run(request, nullptr);
    SpareBlocks spares;
    const int edits = command.value("edits", 20);
    std::size_t numbers = 0, different = 0;
    double largest = 0;
    const auto note = [&](const std::vector<float>& ours, const std::vector<float>& fresh) {
      if (ours.size() != fresh.size())
        fail("bench_forward: a pass after an edit left ", ours.size(), " numbers, a fresh one ", fresh.size());
      numbers += ours.size();
      for (std::size_t i = 0; i < ours.size(); ++i)
        if (std::bit_cast<std::uint32_t>(ours[i]) != std::bit_cast<std::uint32_t>(fresh[i])) {
          ++different;
          largest = std::max(largest, std::fabs(static_cast<double>(ours[i]) - static_cast<double>(fresh[i])));
        }
    };
    for (int edit = 0; edit < edits; ++edit) {
      Ids& ids = std::get<TokenInput>(request.inputs.front()).ids;
      const auto id = static_cast<std::int32_t>(below(static_cast<std::size_t>(vocabularyOf(*model().info()))));
      const auto at = static_cast<std::ptrdiff_t>(below(ids.size()));
      switch (below(4)) {
        case 0:
          ids.insert(ids.begin() + at, id);
          break;
        case 1:
          if (ids.size() > 1) ids.erase(ids.begin() + at);
          break;
        case 2:
          ids[static_cast<std::size_t>(at)] = id;
          break;
        default:
          ids.back() = id;
      }
      const TracePtr kept = run(request, previous, &spares), fresh = run(request, nullptr);
      note({kept->predictedLogits().begin(), kept->predictedLogits().end()},
           {fresh->predictedLogits().begin(), fresh->predictedLogits().end()});
      for (const SiteId& site : request.plan.sites()) {
        std::vector<int> shape;
        note(siteToHost(*kept, site, shape), siteToHost(*fresh, site, shape));
      }
      previous = kept;
    }
    return {{"edits", edits}, {"numbers", numbers}, {"different", different}, {"largestDifference", largest}};
  }

  Json bandwidth(const Json& command) {
    const auto bytes = command.at("bytes").get<std::size_t>();
    const int threads = command.value("threads", 1), repeat = command.value("repeat", 3);
    const int streams = command.value("streams", 4);
    if (!bandwidth_ || bandwidthOf_ != std::pair{bytes, threads}) {
      bandwidth_.reset();  // before the next one is there: two would not fit everywhere
      bandwidth_ = std::make_unique<ReadBandwidth>(bytes, threads);
      bandwidthOf_ = {bytes, threads};
      bandwidth_->measure(4);
    }
    Json wall = Json::array(), processor = Json::array();
    for (int i = 0; i < repeat; ++i) {
      const Stopwatch watch;
      const double bytesPerSecond = bandwidth_->measure(streams);
      processor.push_back(watch.processor());
      wall.push_back(1e3 * static_cast<double>(bytes) / bytesPerSecond);
    }
    return {{"milliseconds", wall}, {"cpuMilliseconds", processor}};
  }

  std::shared_ptr<Backend> backend_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<ReadBandwidth> bandwidth_;
  std::pair<std::size_t, int> bandwidthOf_;
};

}  // namespace
}  // namespace headlight::bench

int main() {
  using headlight::bench::Json;
  headlight::bench::Bench bench;
  for (std::string line; std::getline(std::cin, line);) {
    Json reply;
    try {
      const Json command = Json::parse(line);
      if (command.at("do") == "quit") return 0;
      reply = bench.answer(command);
    } catch (const std::exception& error) {
      reply = {{"error", error.what()}};
    }
    std::cout << reply.dump() << std::endl;
  }
  return 0;
}
