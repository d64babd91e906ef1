#include "vk/hazards.h"

#include <gtest/gtest.h>

namespace headlight::vk {
namespace {

// Handles are only compared; these are no buffers.
const auto bufferA = reinterpret_cast<VkBuffer>(std::uintptr_t{16});
const auto bufferB = reinterpret_cast<VkBuffer>(std::uintptr_t{32});

Access read(VkBuffer buffer, VkDeviceSize begin, VkDeviceSize end) { return {buffer, begin, end, true, false}; }
Access write(VkBuffer buffer, VkDeviceSize begin, VkDeviceSize end) { return {buffer, begin, end, false, true}; }

TEST(Hazards, ReadAfterWriteWriteAfterReadAndWriteAfterWriteConflict) {
  Hazards hazards;
  hazards.record({read(bufferA, 0, 100), write(bufferA, 100, 200)});
  EXPECT_TRUE(hazards.conflicts({read(bufferA, 150, 160)}));
  EXPECT_TRUE(hazards.conflicts({write(bufferA, 50, 60)}));
  EXPECT_TRUE(hazards.conflicts({write(bufferA, 199, 300)}));
}

TEST(Hazards, ReadsOfTheSameMemoryDoNotConflict) {
  Hazards hazards;
  hazards.record({read(bufferA, 0, 100)});
  EXPECT_FALSE(hazards.conflicts({read(bufferA, 0, 100)}));
}

TEST(Hazards, NeighboursInOneBufferDoNotConflict) {
  Hazards hazards;
  hazards.record({write(bufferA, 100, 200)});
  EXPECT_FALSE(hazards.conflicts({write(bufferA, 0, 100)}));
  EXPECT_FALSE(hazards.conflicts({read(bufferA, 200, 300)}));
  EXPECT_FALSE(hazards.conflicts({write(bufferB, 100, 200)}));
  EXPECT_TRUE(hazards.conflicts({read(bufferA, 99, 101)}));
}

TEST(Hazards, AReadWriteAccessConflictsWithReadsOnBothSides) {
  Hazards hazards;
  hazards.record({{bufferA, 0, 64, true, true}});
  EXPECT_TRUE(hazards.conflicts({read(bufferA, 0, 4)}));
  hazards.clear();
  hazards.record({read(bufferA, 0, 4)});
  EXPECT_TRUE(hazards.conflicts({{bufferA, 0, 64, true, true}}));
}

TEST(Hazards, NothingConflictsAfterABarrier) {
  Hazards hazards;
  hazards.record({write(bufferA, 0, 100)});
  hazards.clear();
  EXPECT_FALSE(hazards.conflicts({read(bufferA, 0, 100)}));
}

}  // namespace
}  // namespace headlight::vk
