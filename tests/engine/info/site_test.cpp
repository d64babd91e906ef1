#include "info/site.h"

#include <gtest/gtest.h>

#include <set>

#include "info/model_info.h"

namespace headlight {
namespace {

TEST(Site, namesAreTransformerLens) {
  const Stack stack = Stack::Decoder;
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

TEST(Site, theStackIsPartOfTheName) {
  const SiteId encoder{Stack::Encoder, Site::Pattern, 2}, decoder{Stack::Decoder, Site::Pattern, 2};
  EXPECT_NE(encoder, decoder);
  EXPECT_EQ(toString(encoder, true), "encoder.blocks.2.attn.pattern");
  EXPECT_EQ(toString(decoder, true), "decoder.blocks.2.attn.pattern");
  EXPECT_EQ(toString(encoder), "blocks.2.attn.pattern");
  EXPECT_EQ(parseSite("blocks.2.attn.pattern", Stack::Encoder), encoder);
}

TEST(Site, unknownNamesAreNothing) {
  for (const char* name : {"", "blocks", "blocks.", "blocks.3", "blocks.3.", "blocks..attn.pattern",
                           "blocks.x.attn.pattern", "blocks.-1.attn.pattern", "blocks.3.attn", "blocks.3.pattern",
                           "blocks.3.embed", "blocks.3.logits", "attn.pattern", "resid_pre", "blocks.3.attn.pattern ",
                           " embed", "Embed", "blocks.3attn.pattern", "blocks.99999999999999999999.attn.pattern"})
    EXPECT_FALSE(parseSite(name, Stack::Decoder)) << '"' << name << '"';
}

TEST(Site, everySiteOfAModelHasAName) {
  ModelInfo info;
  info.stacks = {{Stack::Decoder, 12, 12, 12, 64, 768, true}};
  info.vocabulary = 50257;
  std::set<std::string> names;
  const CapturePlan every = info.everySite();
  for (const SiteId id : every.sites()) {
    EXPECT_EQ(parseSite(toString(id), Stack::Decoder), id);
    names.insert(toString(id));
  }
  EXPECT_EQ(names.size(), 12u * 10 + 3);

  info.stacks = {{Stack::Encoder, 12, 12, 12, 64, 768, false, true}};
  info.output = OutputHead::SequenceClassification;
  info.labels = {"no", "yes"};
  EXPECT_EQ(info.logits(), 2);
  EXPECT_EQ(info.everySite().sites().size(), 12u * 11 + 1) << "block_out joins; no final norm, no rows of logits";
}

TEST(CapturePlan, isASortedSet) {
  const SiteId a{Stack::Decoder, Site::Pattern, 0}, b{Stack::Decoder, Site::Pattern, 1}, c{Stack::Encoder, Site::Embed};
  CapturePlan plan({b, a, b, a});
  EXPECT_EQ(plan.sites(), (std::vector<SiteId>{a, b}));
  plan.add(c);
  plan.add(a);
  EXPECT_EQ(plan.sites(), (std::vector<SiteId>{c, a, b}));
  EXPECT_EQ(plan, CapturePlan({a, b, c}));
  EXPECT_TRUE(plan.contains(b));
  EXPECT_FALSE(plan.contains({Stack::Decoder, Site::Pattern, 2}));
  EXPECT_FALSE(plan.contains({Stack::Encoder, Site::Pattern, 0}));
  EXPECT_FALSE(CapturePlan{}.contains(a));
}

}  // namespace
}  // namespace headlight
