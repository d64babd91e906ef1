#include "info/site.h"

#include <gtest/gtest.h>

#include <set>

#include "info/block_sites.h"
#include "info/model_info.h"

namespace headlight {
namespace {

TEST(Site, namesAreTransformerLens) {
  const StackId stack = StackId::Decoder;
  const std::pair<SiteId, const char*> names[] = {
      {{stack, Site::Embed}, "embed"},
      {{stack, Site::ResidPre, 0}, "blocks.0.resid_pre"},
      {{stack, Site::Query, 3}, "blocks.3.attn.query"},
      {{stack, Site::Key, 3}, "blocks.3.attn.key"},
      {{stack, Site::Value, 3}, "blocks.3.attn.value"},
      {{stack, Site::Pattern, 11}, "blocks.11.attn.pattern"},
      {{stack, Site::HeadOut, 3}, "blocks.3.attn.head_out"},
      {{stack, Site::AttnOut, 3}, "blocks.3.attn_out"},
      {{stack, Site::ResidMid, 3}, "blocks.3.resid_mid"},
      {{stack, Site::MlpOut, 3}, "blocks.3.mlp_out"},
      {{stack, Site::ResidPost, 3}, "blocks.3.resid_post"},
      {{stack, Site::Final}, "final"},
      {{stack, Site::Logits}, "logits"},
  };
  for (const auto& [id, name] : names) {
    EXPECT_EQ(toString(id), name);
    EXPECT_EQ(parseSite(name, stack), id);
  }
}

TEST(Site, ofCrossAttentionToo) {
  const StackId stack = StackId::Decoder;
  const std::pair<SiteId, const char*> names[] = {
      {{stack, Site::Query, 3, 1}, "blocks.3.cross_attn.query"},
      {{stack, Site::Pattern, 3, 1}, "blocks.3.cross_attn.pattern"},
      {{stack, Site::HeadOut, 3, 1}, "blocks.3.cross_attn.head_out"},
      {{stack, Site::AttnOut, 3, 1}, "blocks.3.cross_attn_out"},
      {{stack, Site::ResidMid, 3, 1}, "blocks.3.resid_mid_cross"},
  };
  for (const auto& [id, name] : names) {
    EXPECT_EQ(toString(id), name);
    EXPECT_EQ(parseSite(name, stack), id);
  }
}

TEST(Site, theStackIsPartOfTheNameWhereThereAreSeveral) {
  const SiteId encoder{StackId::Encoder, Site::Pattern, 2}, decoder{StackId::Decoder, Site::Pattern, 2};
  EXPECT_NE(encoder, decoder);
  ModelInfo info;
  info.stacks = {{.stack = StackId::Encoder, .layers = 3, .name = "encoder"},
                 {.stack = StackId::Decoder, .layers = 3, .name = "decoder", .memory = StackId::Encoder}};
  EXPECT_EQ(info.siteName(encoder), "encoder.blocks.2.attn.pattern");
  EXPECT_EQ(info.siteName(decoder), "decoder.blocks.2.attn.pattern");
  EXPECT_EQ(info.siteName({StackId::Decoder, Site::Pattern, 2, 1}), "decoder.blocks.2.cross_attn.pattern");
  info.stacks.pop_back();
  EXPECT_EQ(info.siteName(encoder), "blocks.2.attn.pattern") << "a stack alone is not named";
  EXPECT_EQ(parseSite("blocks.2.attn.pattern", StackId::Encoder), encoder);
}

TEST(Site, unknownNamesAreNothing) {
  for (const char* name : {"", "blocks", "blocks.", "blocks.3", "blocks.3.", "blocks..attn.pattern",
                           "blocks.x.attn.pattern", "blocks.-1.attn.pattern", "blocks.3.attn", "blocks.3.pattern",
                           "blocks.3.embed", "blocks.3.logits", "attn.pattern", "resid_pre", "blocks.3.attn.pattern ",
                           " embed", "Embed", "blocks.3attn.pattern", "blocks.99999999999999999999.attn.pattern"})
    EXPECT_FALSE(parseSite(name, StackId::Decoder)) << '"' << name << '"';
}

TEST(Site, everySiteOfAModelHasAName) {
  ModelInfo info;
  info.stacks = {{StackId::Decoder, 12, 12, 12, 64, 768, true}};
  info.inputs = {textInput(50257, 1024)};
  info.outputs = {{Says::NextToken, StackId::Decoder, 50257}};
  EXPECT_STREQ(info.task(), "causal_lm");
  std::set<std::string> names;
  const CapturePlan every = info.everySite();
  for (const SiteId id : every.sites()) {
    EXPECT_EQ(parseSite(toString(id), StackId::Decoder), id);
    names.insert(toString(id));
  }
  EXPECT_EQ(names.size(), 12u * 10 + 3);

  info.stacks.front().biasDistances = 257;
  const SiteId bias{StackId::Decoder, Site::RelativeBias};
  EXPECT_EQ(info.everySite().sites().size(), 12u * 10 + 4);
  EXPECT_TRUE(info.everySite().contains(bias));
  EXPECT_EQ(parseSite("relative_bias", StackId::Decoder), bias);
  EXPECT_EQ(rowElements(info, bias), 257);

  info.stacks = {{StackId::Encoder, 12, 12, 12, 64, 768, false, true}};
  info.outputs = {{Says::Label, StackId::Encoder, 2, LabelKind::OneOf, {"no", "yes"}}};
  EXPECT_EQ(info.logits(), 2);
  EXPECT_STREQ(info.task(), "sequence_classification");
  EXPECT_EQ(info.everySite().sites().size(), 12u * 11 + 1) << "block_out joins; no final norm, no rows of logits";
}

// Config files and what traces are saved with have these spellings.
TEST(ModelInfo, namesItsTask) {
  ModelInfo info;
  info.stacks = {{StackId::Encoder, 1, 1, 1, 1, 1, false}};
  EXPECT_STREQ(info.task(), "none");
  EXPECT_EQ(info.logits(), 0);
  EXPECT_FALSE(info.says(Says::NextToken));
  info.outputs = {{Says::HiddenToken, StackId::Encoder, 7}};
  EXPECT_STREQ(info.task(), "masked_lm");
  EXPECT_TRUE(info.everySite().contains({StackId::Encoder, Site::Logits}));
  info.outputs = {{Says::LabelPerRow, StackId::Encoder, 2}};
  EXPECT_STREQ(info.task(), "token_classification");
  EXPECT_TRUE(info.everySite().contains({StackId::Encoder, Site::Logits}));
  info.outputs = {{Says::Label, StackId::Encoder, 2}};
  EXPECT_FALSE(info.classifiesPictures());
  EXPECT_FALSE(info.everySite().contains({StackId::Encoder, Site::Logits}));
  info.inputs = {imageInput({.patchHeight = 1, .patchWidth = 1})};
  EXPECT_TRUE(info.classifiesPictures());
  EXPECT_STREQ(info.task(), "image_classification");
}

TEST(BlockSites, standInTheOrderOfData) {
  const auto names = [](const StackInfo& stack) {
    std::string all;
    for (const BlockSite& block : blockSites(stack)) {
      std::string name =
          toString({stack.stack, block.site, 0, block.attention}).substr(std::string("blocks.0.").size());
      all += (all.empty() ? "" : " ") + name + (block.reused ? "*" : "");
    }
    return all;
  };
  StackInfo stack{.layers = 1};
  EXPECT_EQ(names(stack),
            "resid_pre* attn.query* attn.key* attn.value* attn.pattern attn.head_out attn_out resid_mid "
            "mlp_out resid_post*");
  stack.parallel = true;
  EXPECT_EQ(names(stack),
            "resid_pre* attn.query* attn.key* attn.value* attn.pattern attn.head_out attn_out mlp_out resid_post*");
  stack.parallel = false;
  stack.postNorm = true;
  stack.memory = StackId::Encoder;
  EXPECT_EQ(names(stack),
            "resid_pre* attn.query* attn.key* attn.value* attn.pattern attn.head_out attn_out resid_mid "
            "cross_attn.query* cross_attn.key* cross_attn.value* cross_attn.pattern cross_attn.head_out cross_attn_out "
            "resid_mid_cross mlp_out resid_post block_out*");
}

TEST(CapturePlan, isASortedSet) {
  const SiteId a{StackId::Decoder, Site::Pattern, 0}, b{StackId::Decoder, Site::Pattern, 1},
      c{StackId::Encoder, Site::Embed};
  CapturePlan plan({b, a, b, a});
  EXPECT_EQ(plan.sites(), (std::vector<SiteId>{a, b}));
  plan.add(c);
  plan.add(a);
  EXPECT_EQ(plan.sites(), (std::vector<SiteId>{c, a, b}));
  EXPECT_EQ(plan, CapturePlan({a, b, c}));
  EXPECT_TRUE(plan.contains(b));
  EXPECT_FALSE(plan.contains({StackId::Decoder, Site::Pattern, 2}));
  EXPECT_FALSE(plan.contains({StackId::Encoder, Site::Pattern, 0}));
  EXPECT_FALSE(CapturePlan{}.contains(a));
}

}  // namespace
}  // namespace headlight
