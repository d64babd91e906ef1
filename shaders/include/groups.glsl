// A dispatch is one-dimensional in meaning, and spread over three dimensions where one cannot count that far.
uint groupIndex() {
  return (gl_WorkGroupID.z * gl_NumWorkGroups.y + gl_WorkGroupID.y) * gl_NumWorkGroups.x + gl_WorkGroupID.x;
}
