#include "vk/commands.h"

#include "vk/device.h"
#include "vk/result.h"

namespace headlight::vk {

Commands::Commands(Device& device) : device_(device) {
  VkCommandPoolCreateInfo pool{};
  pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  pool.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
  pool.queueFamilyIndex = device_.queueFamily();
  check(vkCreateCommandPool(device_.handle(), &pool, nullptr, &pool_), "creating a command pool", device_.name());
  VkCommandBufferAllocateInfo allocate{};
  allocate.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  allocate.commandPool = pool_;
  allocate.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  allocate.commandBufferCount = 1;
  const VkResult result = vkAllocateCommandBuffers(device_.handle(), &allocate, &commands_);
  if (result != VK_SUCCESS) {
    vkDestroyCommandPool(device_.handle(), pool_, nullptr);
    check(result, "allocating a command buffer", device_.name());
  }
}

Commands::~Commands() {
  try {
    wait();
  } catch (...) {  // a lost device has no work left to wait for
  }
  vkDestroyCommandPool(device_.handle(), pool_, nullptr);
}

VkCommandBuffer Commands::begin() {
  wait();
  check(vkResetCommandPool(device_.handle(), pool_, 0), "resetting a command pool", device_.name());
  VkCommandBufferBeginInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  check(vkBeginCommandBuffer(commands_, &info), "beginning a command buffer", device_.name());
  return commands_;
}

std::uint64_t Commands::submit() {
  check(vkEndCommandBuffer(commands_), "ending a command buffer", device_.name());
  ticket_ = device_.submit(commands_);
  return ticket_;
}

void Commands::wait() { device_.wait(ticket_); }

}  // namespace headlight::vk
