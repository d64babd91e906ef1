#include "base/error.h"
#include "models/seq2seq_model.h"

namespace headlight {
namespace {

Seq2seqConfig readMarianConfig(const io::Config& config) {
  Seq2seqConfig marian = readSeq2seqConfig(config, 58101);
  marian.sinusoidal = true;
  marian.shared = config.flagOr("share_encoder_decoder_embeddings", true);
  const int vocabulary = marian.encoder.vocabulary, target = config.integerOr("decoder_vocab_size", vocabulary);
  if (marian.shared && target != vocabulary)
    fail(config.name(), ": decoder_vocab_size is ", target, " and vocab_size ", vocabulary,
         ", but share_encoder_decoder_embeddings makes them one table");
  marian.decoder.vocabulary = target;
  return marian;
}

constexpr std::string_view modelTypes[] = {"marian"};

}  // namespace

constinit const Family marianFamily = seq2seqFamily<&readMarianConfig>(modelTypes);

}  // namespace headlight
