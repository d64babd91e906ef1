#include "support/tiny_seq2seq.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "info/check_input.h"
#include "io/weights.h"
#include "nn/decoder_logits.h"
#include "nn/relative_bias.h"
#include "nn/stacks.h"
#include "ops/ops.h"
#include "support/normal_deviates.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight::test {
namespace {

/// Names stand in the file as we call them.
constexpr io::WeightRule same(std::string_view name) { return {name, name}; }
constexpr io::WeightRule rules[] = {
    same("embed.weight"),
    same("encoder.position.weight"),
    same("encoder.relativeBias.weight"),
    same("encoder.blocks.{i}.ln1.weight"),
    same("encoder.blocks.{i}.ln1.bias"),
    same("encoder.blocks.{i}.attn.query.weight"),
    same("encoder.blocks.{i}.attn.query.bias"),
    same("encoder.blocks.{i}.attn.key.weight"),
    same("encoder.blocks.{i}.attn.key.bias"),
    same("encoder.blocks.{i}.attn.value.weight"),
    same("encoder.blocks.{i}.attn.value.bias"),
    same("encoder.blocks.{i}.attn.out.weight"),
    same("encoder.blocks.{i}.attn.out.bias"),
    same("encoder.blocks.{i}.ln2.weight"),
    same("encoder.blocks.{i}.ln2.bias"),
    same("encoder.blocks.{i}.mlp.in.weight"),
    same("encoder.blocks.{i}.mlp.in.bias"),
    same("encoder.blocks.{i}.mlp.out.weight"),
    same("encoder.blocks.{i}.mlp.out.bias"),
    same("encoder.final.weight"),
    same("encoder.final.bias"),
    same("decoder.position.weight"),
    same("decoder.relativeBias.weight"),
    same("decoder.blocks.{i}.ln1.weight"),
    same("decoder.blocks.{i}.ln1.bias"),
    same("decoder.blocks.{i}.attn.query.weight"),
    same("decoder.blocks.{i}.attn.query.bias"),
    same("decoder.blocks.{i}.attn.key.weight"),
    same("decoder.blocks.{i}.attn.key.bias"),
    same("decoder.blocks.{i}.attn.value.weight"),
    same("decoder.blocks.{i}.attn.value.bias"),
    same("decoder.blocks.{i}.attn.out.weight"),
    same("decoder.blocks.{i}.attn.out.bias"),
    same("decoder.blocks.{i}.lnCross.weight"),
    same("decoder.blocks.{i}.lnCross.bias"),
    same("decoder.blocks.{i}.crossAttn.query.weight"),
    same("decoder.blocks.{i}.crossAttn.query.bias"),
    same("decoder.blocks.{i}.crossAttn.key.weight"),
    same("decoder.blocks.{i}.crossAttn.key.bias"),
    same("decoder.blocks.{i}.crossAttn.value.weight"),
    same("decoder.blocks.{i}.crossAttn.value.bias"),
    same("decoder.blocks.{i}.crossAttn.out.weight"),
    same("decoder.blocks.{i}.crossAttn.out.bias"),
    same("decoder.blocks.{i}.ln2.weight"),
    same("decoder.blocks.{i}.ln2.bias"),
    same("decoder.blocks.{i}.mlp.in.weight"),
    same("decoder.blocks.{i}.mlp.in.bias"),
    same("decoder.blocks.{i}.mlp.out.weight"),
    same("decoder.blocks.{i}.mlp.out.bias"),
    same("decoder.final.weight"),
    same("decoder.final.bias"),
};
static_assert(io::rulesAreSound(rules));

/// Of relative positions: few, so that short texts meet them all.
constexpr int buckets = 8, maxDistance = 20;

class Writer {
 public:
  explicit Writer(const TinySeq2seq& options) : options_(options), normal_(options.seed) {
    const int width = options.width;
    table("embed.weight", options.vocabulary, width);
    stack("encoder", options.encoderLayers, false);
    stack("decoder", options.decoderLayers, true);
  }
  RawTensors tensors;

 private:
  void stack(const std::string& name, int layers, bool cross) {
    const int width = options_.width;
    if (options_.relativeBias)
      put(name + ".relativeBias.weight", {buckets, options_.heads}, normal_.draw(buckets * options_.heads, 1));
    else
      table(name + ".position.weight", options_.positions, width);
    for (int layer = 0; layer < layers; ++layer) {
      const std::string block = name + ".blocks." + std::to_string(layer) + ".";
      attention(block + "attn");
      if (cross) attention(block + "crossAttn");
      for (const char* norm : {"ln1", "ln2"}) this->norm(block + norm);
      if (cross) norm(block + "lnCross");
      dense(block + "mlp.in", options_.hidden, width);
      dense(block + "mlp.out", width, options_.hidden);
    }
    if (!options_.postNorm) norm(name + ".final");
  }
  void attention(const std::string& name) {
    for (const char* part : {".query", ".key", ".value", ".out"}) dense(name + part, options_.width, options_.width);
  }
  void table(const std::string& name, int rows, int width) {
    put(name, {rows, width}, normal_.draw(rows * width, 0.5));
  }
  void dense(const std::string& name, int out, int in) {
    put(name + ".weight", {out, in}, normal_.draw(out * in, 1.5 / std::sqrt(in)));
    put(name + ".bias", {out}, normal_.draw(out, 0.1));
  }
  void norm(const std::string& name) {
    put(name + ".weight", {options_.width}, normal_.draw(options_.width, 0.2, 1));
    put(name + ".bias", {options_.width}, normal_.draw(options_.width, 0.1));
  }
  void put(const std::string& name, std::vector<int> shape, const std::vector<double>& values) {
    tensors[name] = rawTensor("F32", std::move(shape), values);
  }

  const TinySeq2seq& options_;
  NormalDeviates normal_;
};

StackInfo stackOf(const TinySeq2seq& o, StackId stack) {
  const bool decoder = stack == StackId::Decoder;
  StackInfo info{
      stack,     decoder ? o.decoderLayers : o.encoderLayers, o.heads, o.heads, o.width / o.heads, o.width, decoder,
      o.postNorm};
  info.name = decoder ? "decoder" : "encoder";
  info.input = decoder ? 1 : 0;
  if (decoder) info.memory = StackId::Encoder;
  if (o.relativeBias) info.biasDistances = 2 * maxDistance + 1;
  return info;
}

BlockConfig blockOf(const TinySeq2seq& o, StackId stack) {
  BlockConfig block;
  block.stack = stack;
  block.width = o.width;
  block.heads = block.kvHeads = o.heads;
  block.headWidth = o.width / o.heads;
  block.hidden = o.hidden;
  block.activation = Activation::GeluErf;
  block.causal = stack == StackId::Decoder;
  block.attentionScale = 1.0F / std::sqrt(static_cast<float>(block.headWidth));
  if (stack == StackId::Decoder) block.memoryWidth = o.width;
  return block;
}

std::shared_ptr<const ModelInfo> infoOf(const TinySeq2seq& options) {
  auto info = std::make_shared<ModelInfo>();
  info->name = "tiny-seq2seq";
  info->family = "seq2seq";
  info->stacks = {stackOf(options, StackId::Encoder), stackOf(options, StackId::Decoder)};
  info->inputs = {textInput(options.vocabulary, options.positions, "source"),
                  textInput(options.vocabulary, options.positions, "target")};
  info->outputs = {{Says::NextToken, StackId::Decoder, options.vocabulary}};
  return info;
}

class EncoderDecoder final : public Model {
 public:
  EncoderDecoder(const TinySeq2seq& options, io::Weights& weights, Backend& backend)
      : Model(infoOf(options)), options_(options) {
    const WeightScope scope(weights, backend);
    embed_ = scope.matrix("embed.weight", options.vocabulary, options.width);
    load(encoder_, scope.sub("encoder"), StackId::Encoder, options.encoderLayers);
    load(decoder_, scope.sub("decoder"), StackId::Decoder, options.decoderLayers);
    weights.finish();
  }

  void forward(Run& run) const override {
    const Rows source = embed(run, StackId::Encoder, encoder_), target = embed(run, StackId::Decoder, decoder_);
    if (options_.postNorm) {
      const LastRows memory = lastRows(run, StackId::Encoder, options_.width, encoder_.postNorm(run, source));
      const Rows left = decoder_.postNorm(run, target, &memory);
      leaveDecoderLogits(run, decoder_.postNorm, *info()->output(),
                         lastRows(run, StackId::Decoder, options_.width, left), {.weight = embed_});
    } else {
      const LastRows memory = encoder_.preNorm(run, source);
      leaveDecoderLogits(run, decoder_.preNorm, *info()->output(), decoder_.preNorm(run, target, &memory),
                         {.weight = embed_});
    }
  }

 private:
  struct Stack {
    Tensor position, bias;
    PreNormStack<PreNormBlock, LayerNorm> preNorm;
    PostNormStack postNorm;
  };

  void load(Stack& stack, const WeightScope& scope, StackId id, int layers) {
    BlockConfig config = blockOf(options_, id);
    if (options_.relativeBias)
      config.scoreBias = stack.bias =
          relativeBias(scope, options_.heads, {buckets, maxDistance, id == StackId::Decoder});
    else
      stack.position = scope.table("position.weight", options_.positions, options_.width);
    for (int layer = 0; layer < layers; ++layer) {
      const WeightScope block = scope.sub("blocks." + std::to_string(layer));
      options_.postNorm ? stack.postNorm.addBlock(block, config) : stack.preNorm.addBlock(block, config);
    }
    if (!options_.postNorm) stack.preNorm.addFinal(scope.sub("final"), config);
  }

  Rows embed(Run& run, StackId id, const Stack& stack) const {
    const std::vector<std::int32_t>& ids = checkedTokens(*info(), id, run.input(id));
    run.section(id, "embed");
    if (stack.bias.defined()) run.keep({id, Site::RelativeBias}, stack.bias);
    const int first = run.embedStart(id);
    const std::span fresh = std::span(ids).subspan(static_cast<std::size_t>(first));
    Tensor rows = run.placeResid(id, 0, first);
    if (options_.relativeBias) {
      ops::gatherRowsInto(embed_, fresh, rows);
    } else {
      std::vector<std::int32_t> positions(fresh.size());
      std::iota(positions.begin(), positions.end(), first);
      ops::addInto(ops::gatherRows(embed_, fresh), ops::gatherRows(stack.position, positions), rows);
    }
    return run.leave({id, Site::Embed}, first, rows);
  }

  TinySeq2seq options_;
  Tensor embed_;
  Stack encoder_, decoder_;
};

}  // namespace

Seq2seqPair makeTinySeq2seq(Backend& backend, const TinySeq2seq& options) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "model.safetensors";
  writeRaw(file, Writer(options).tensors);
  io::Weights weights(io::StoredTensors::open(file), {rules});
  Seq2seqPair pair;
  pair.model = std::make_unique<EncoderDecoder>(options, weights, backend);
  const auto stack = [&](int layers) {
    return reference::Seq2seqStack{layers, options.heads, options.width / options.heads, options.hidden,
                                   options.vocabulary};
  };
  pair.oracle = {.encoder = stack(options.encoderLayers),
                 .decoder = stack(options.decoderLayers),
                 .width = options.width,
                 .postNorm = options.postNorm,
                 .positions = options.relativeBias ? 0 : options.positions,
                 .buckets = options.relativeBias ? buckets : 0,
                 .maxDistance = maxDistance,
                 .tensors = reference::readSafetensors(file)};
  return pair;
}

}  // namespace headlight::test
