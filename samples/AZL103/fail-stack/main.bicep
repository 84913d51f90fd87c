var disks = [
  { sizeGB: 128 }
  { sizeGB: 512 }
]

resource disk 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
//                                                                     ----- AZL103: of an element of this array
  name: 'disk-${i}'
  //    ^^^^^^^^^^^ AZL103[deleted]: Microsoft.Compute/disks.disk is named by the positions of an array and deployed so that what is not named is deleted: an element inserted first gives all 2 names the properties of other elements, and under new names the old resources are deleted with their data
  //            - AZL103: the position in the name
  properties: { diskSizeGB: disk.sizeGB }
}]
