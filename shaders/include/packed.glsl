// A packed weight [outputs, inputs]: panels of 64 outputs, in each the inputs one after another, 64 outputs side by side; the
// last panel is filled up with zeros. Neighbouring invocations take neighbouring outputs, so a load is one run of memory.
const uint panelWidth = 64;

// The order in which every kernel adds up an output, so that all of them give the same bits: chains over segmentInputs inputs
// each, ascending, and the chains added up, ascending. Invocations can share an output segment by segment.
const uint segmentInputs = 64;

uint packedIndex(uint o, uint i, uint inputs) { return ((o / panelWidth) * inputs + i) * panelWidth + o % panelWidth; }
