param disks { name: string?, sizeGB: int }[]
//--------- AZL103: disks.name stops the decision: no value for a variable

resource disk 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
//                                                                     ----- AZL103: of an element of this array
  name: disk.?name ?? 'disk-${i}'
  //    ~~~~~~~~~~~~~~~~~~~~~~~~~ AZL103[position]: It cannot be told whether this holds: Microsoft.Compute/disks.disk is named by the positions of an array: inserting or removing an element gives later names the properties of other elements, and under new names a deployment creates empty resources and leaves the old ones behind
  //                          - AZL103: the position in the name
  properties: { diskSizeGB: disk.sizeGB }
}]
