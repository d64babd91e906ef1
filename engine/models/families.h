#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "io/config.h"
#include "io/weight_rules.h"
#include "models/config_parts.h"
#include "models/loading.h"
#include "models/model.h"

namespace headlight {

/// A family of models: what it calls itself and its tensors, what it says of itself, and how it is built.
struct Family {
  std::span<const std::string_view> modelTypes;  ///< config.json's model_type
  io::WeightNames names;
  /// From config.json alone; `has` is asked only where that leaves the head open. Fills in stacks, inputs and outputs;
  /// throws Error naming the key that is missing, senseless or not supported.
  ModelInfo (*describe)(const io::Config& config, const HasWeight& has);
  /// Takes its weights, each once, and calls Loading::step before each part. `info` is what `describe` said, and more
  /// becomes known of it while weights are taken. Throws Error on weights that do not fit.
  std::unique_ptr<Model> (*build)(std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading);
};

/// Radford et al. 2019; reference: transformers' GPT2LMHeadModel.
extern const Family gpt2Family;
/// Devlin et al. 2019, arXiv:1810.04805; reference: transformers' BertForMaskedLM, ...ForSequenceClassification,
/// ...ForTokenClassification, BertModel, ...ForNextSentencePrediction,
/// ...ForPreTraining, and as a decoder BertLMHeadModel.
extern const Family bertFamily;
/// Liu et al. 2019, arXiv:1907.11692: BERT with positions that count from the padding id + 1 (padding tokens count for
/// nothing), and other heads. Reference: transformers' RobertaForMaskedLM and its sisters.
extern const Family robertaFamily;
/// Sanh et al. 2019, arXiv:1910.01108: BERT without token types and pooler. Reference: transformers'
/// DistilBertForMaskedLM and its sisters.
extern const Family distilbertFamily;
/// Lan et al. 2020, arXiv:1909.11942: BERT with an embedding narrower than the stream and one block for all layers.
/// Reference: transformers' AlbertForMaskedLM and its sisters.
extern const Family albertFamily;
/// Llama (Touvron et al. 2023, arXiv:2302.13971), Mistral (Jiang et al. 2023, arXiv:2310.06825) and Qwen2 (Yang et al.
/// 2024, arXiv:2407.10671); reference: transformers' LlamaForCausalLM, MistralForCausalLM, MinistralForCausalLM,
/// Qwen2ForCausalLM, and their base models (no logits).
extern const Family llamaFamily;
/// Marian (Junczys-Dowmunt et al. 2018, arXiv:1804.00344), the translators of OPUS-MT: the encoder-decoder of Vaswani
/// et al. 2017 (arXiv:1706.03762) with norms after its sums and sinusoidal positions. Reference: transformers'
/// MarianMTModel and MarianModel.
extern const Family marianFamily;
/// BART (Lewis et al. 2020, arXiv:1910.13461): the same with learned positions and a norm after the embedding.
/// Reference: transformers' BartForConditionalGeneration and BartModel.
extern const Family bartFamily;
/// mBART (Liu et al. 2020, arXiv:2001.08210; mBART-50: Tang et al. 2020, arXiv:2008.00401): BART with norms before
/// attention and MLP, and one after the last block. Reference: transformers' MBartForConditionalGeneration and
/// MBartModel.
extern const Family mbartFamily;
/// T5 (Raffel et al. 2020, arXiv:1910.10683), its version 1.1 with a gated MLP (Shazeer 2020, arXiv:2002.05202) and mT5
/// (Xue et al. 2021, arXiv:2010.11934): norms before the sums, and no positions but a bias of the scores by distance.
/// Reference: transformers' T5ForConditionalGeneration, T5Model, T5EncoderModel and those of MT5.
extern const Family t5Family;
/// RNNsearch (Bahdanau, Cho and Bengio 2014, arXiv:1409.0473), the translator for which attention was invented: a GRU
/// in both directions, and one that asks it before every word. Reference: tests/vectors/rnnsearch.py, which is
/// torch.nn.GRU and torch.nn.GRUCell.
extern const Family rnnsearchFamily;
/// ViT (Dosovitskiy et al. 2021, arXiv:2010.11929) and DeiT (Touvron et al. 2021, arXiv:2012.12877); reference:
/// transformers' ViTForImageClassification, DeiTForImageClassification, ...WithTeacher and their base models.
extern const Family vitFamily;
/// DINOv2 (Oquab et al. 2023, arXiv:2304.07193) with or without registers (Darcet et al. 2024, arXiv:2309.16588).
/// Reference: transformers' Dinov2Model, Dinov2ForImageClassification, Dinov2WithRegistersModel and
/// ...ForImageClassification.
extern const Family dinov2Family;

}  // namespace headlight
