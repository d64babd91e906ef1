#include "vk/image.h"

#include <cstring>

#include "vk/buffer.h"
#include "vk/commands.h"
#include "vk/vulkan_device.h"

namespace headlight::vk {
namespace {

void transition(VkCommandBuffer commands, VkImage image, VkImageLayout from, VkImageLayout to, VkAccessFlags before,
                VkAccessFlags after) {
  VkImageMemoryBarrier barrier{};
  barrier.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER;
  barrier.srcAccessMask = before;
  barrier.dstAccessMask = after;
  barrier.oldLayout = from;
  barrier.newLayout = to;
  barrier.srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
  barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
  barrier.image = image;
  barrier.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
  vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 0, nullptr, 0,
                       nullptr, 1, &barrier);
}

TEST(Image, IsClearedAndCopiedToTheHost) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  if (!device->draws()) GTEST_SKIP() << device->name() << " does not draw";
  const VkExtent2D size{37, 5};
  const Buffer pixels(device, VkDeviceSize{size.width} * size.height * 4, MemoryUse::Staging);
  Commands commands(*device);
  {
    const Image image(device, size, VK_FORMAT_R8G8B8A8_UNORM, Image::renderTarget | VK_IMAGE_USAGE_TRANSFER_DST_BIT);
    VkCommandBuffer recording = commands.begin();
    transition(recording, image.handle(), VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 0,
               VK_ACCESS_TRANSFER_WRITE_BIT);
    const VkClearColorValue colour{{1.0F, 0.0F, 0.2F, 1.0F}};
    const VkImageSubresourceRange all{VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    vkCmdClearColorImage(recording, image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, &colour, 1, &all);
    transition(recording, image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
               VK_ACCESS_TRANSFER_WRITE_BIT, VK_ACCESS_TRANSFER_READ_BIT);
    VkBufferImageCopy region{};
    region.bufferOffset = pixels.offset();
    region.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    region.imageExtent = {size.width, size.height, 1};
    vkCmdCopyImageToBuffer(recording, image.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, pixels.handle(), 1,
                           &region);
    VkMemoryBarrier toHost{};
    toHost.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    toHost.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    toHost.dstAccessMask = VK_ACCESS_HOST_READ_BIT;
    vkCmdPipelineBarrier(recording, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &toHost, 0,
                         nullptr, 0, nullptr);
    commands.submit();
  }  // the image goes while its work may still run: it is retired
  commands.wait();
  for (std::uint32_t i = 0; i < size.width * size.height; ++i) {
    std::uint8_t pixel[4];
    std::memcpy(pixel, pixels.mapped() + i * 4, 4);
    ASSERT_EQ(pixel[0], 255) << i;
    ASSERT_EQ(pixel[1], 0) << i;
    ASSERT_EQ(pixel[2], 51) << i;
    ASSERT_EQ(pixel[3], 255) << i;
  }
}

TEST(Image, SizesBeyondTheDeviceAreAnError) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  EXPECT_THROW(Image(device, {0, 10}), Error);
  EXPECT_THROW(Image(device, {10, 1U << 30}), Error);
}

}  // namespace
}  // namespace headlight::vk
