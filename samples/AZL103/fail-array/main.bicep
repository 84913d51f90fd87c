param disks array = [
  { sizeGB: 128 }
  { sizeGB: 512 }
  { sizeGB: 1024 }
]
param databases object[]

var shares = [for (share, i) in databases: { name: 'share-${i}', quota: share.quota }]
//                              --------- AZL103: of an element of this array
//                                                          - AZL103: the position in the name
var mapped = map(databases, (database, i) => { name: 'db-${padLeft(i, 2, '0')}', sku: database.sku })
//               --------- AZL103: of an element of this array
//                                                                 - AZL103: the position in the name

func diskName(number int) string => 'disk-${number + 1}'

resource known 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
//                                                                      ----- AZL103: of an element of this array
  name: 'disk-${i}'
  //    ^^^^^^^^^^^ AZL103[position]: Microsoft.Compute/disks.known is named by the positions of an array: an element inserted first gives all 3 names the properties of other elements, and under new names a deployment creates empty resources and leaves the old ones behind
  //            - AZL103: the position in the name
  location: resourceGroup().location
  properties: {
    creationData: { createOption: 'Empty' }
    diskSizeGB: disk.sizeGB
  }
}]

resource through 'Microsoft.Compute/disks@2024-03-02' = [for (disk, i) in disks: {
//                                                                        ----- AZL103: of an element of this array
  name: diskName(i)
  //    ^^^^^^^^^^^ AZL103[position]: Microsoft.Compute/disks.through is named by the positions of an array: an element inserted first gives all 3 names the properties of other elements, and under new names a deployment creates empty resources and leaves the old ones behind
  //             - AZL103: the position in the name
  properties: { diskSizeGB: disks[i].sizeGB }
}]

resource server 'Microsoft.Sql/servers@2023-08-01' existing = {
  name: 'sql'
}

resource database 'Microsoft.Sql/servers/databases@2023-08-01' = [for database in mapped: {
  parent: server
  name: database.name
  //    ^^^^^^^^^^^^^ AZL103[position]: Microsoft.Sql/servers/databases.database is named by the positions of an array: inserting or removing an element gives later names the properties of other elements, and under new names a deployment creates empty resources and leaves the old ones behind
  sku: { name: database.sku }
}]

resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2023-05-01' = [for share in shares: {
  name: 'account/default/${share.name}'
  //    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL103[position]: Microsoft.Storage/storageAccounts/fileServices/shares.share is named by the positions of an array: inserting or removing an element gives later names the properties of other elements, and under new names a deployment creates empty resources and leaves the old ones behind
  properties: { shareQuota: share.quota }
}]
