#pragma once

#include <vector>

#include "info/model_info.h"

namespace headlight {

/// What one row of a site is.
enum class RowShape : std::uint8_t {
  Width,      ///< [width]
  Heads,      ///< [heads, headWidth]
  KvHeads,    ///< [kvHeads, headWidth]
  Pattern,    ///< [heads, keys]
  Distances,  ///< [StackInfo::biasDistances] of a head: the rows of this site are no tokens
  Logits      ///< [logits]
};

/// One stage of a block: the table that the plan of a pass, memory, names and files read.
struct BlockSite {
  Site site = Site::ResidPre;
  std::uint8_t attention = 0;  ///< SiteId::attention
  RowShape row = RowShape::Width;
  /// A change here shows in what leaves the block and not before; else in the query, key and value of its
  /// self-attention too.
  bool afterProjections = true;
  /// Kept for the pass after this one whatever the plan (StackReuse).
  bool reused = false;
};

/// The sites of each block of a stack, in the order in which data flows through them; the last one is what leaves.
std::vector<BlockSite> blockSites(const StackInfo& stack);
/// Whether its blocks have this stage.
bool hasSite(const StackInfo& stack, Site site, std::uint8_t attention = 0);
/// What leaves each block and enters the next one: the last of blockSites.
Site leavingSite(const StackInfo& stack);
/// Whether a norm follows the last block (Site::Final).
bool hasFinalNorm(const StackInfo& stack);

/// Whose rows the rows of a site of tokens are: of the keys and values of cross-attention its memory's, else the
/// stack's own.
StackId rowsOf(const StackInfo& stack, SiteId site);

/// What one row of any site is, in blocks or outside them.
RowShape rowShape(Site site);
/// Elements of one row of a site that is not a pattern. ResidPre of layer `layers`: of what leaves the last block.
int rowElements(const ModelInfo& model, SiteId site);

}  // namespace headlight
