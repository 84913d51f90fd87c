param disks array

resource disk 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
  name: 'disk-${i}' // azlint: ignore[AZL103] elements are only ever added at the end
  properties: { diskSizeGB: disk.sizeGB }
}]
