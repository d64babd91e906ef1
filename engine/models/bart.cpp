#include "models/seq2seq_model.h"

namespace headlight {
namespace {

/// BartLearnedPositionalEmbedding: fairseq counts positions from the padding id + 1, and that id is 1.
constexpr int paddingPositions = 2;

Seq2seqConfig readBartConfig(const io::Config& config) {
  Seq2seqConfig bart = readSeq2seqConfig(config, 50265);
  bart.unusedPositions = paddingPositions;
  bart.embedNorm = true;
  return bart;
}

Seq2seqConfig readMBartConfig(const io::Config& config) {
  Seq2seqConfig mbart = readBartConfig(config);
  mbart.postNorm = false;
  return mbart;
}

constexpr std::string_view bartTypes[] = {"bart"};
constexpr std::string_view mbartTypes[] = {"mbart"};

}  // namespace

constinit const Family bartFamily = seq2seqFamily<&readBartConfig>(bartTypes);
constinit const Family mbartFamily = seq2seqFamily<&readMBartConfig>(mbartTypes);

}  // namespace headlight
