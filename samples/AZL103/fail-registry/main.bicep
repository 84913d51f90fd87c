param servers { version: string }[] = [
  { version: '16' }
  { version: '17' }
]

module server 'br/public:avm/res/db-for-postgre-sql/flexible-server:0.13.0' = [for (server, i) in servers: {
//                                                                                                ------- AZL103: of an element of this array
  params: {
    name: 'psql-${i}'
    //    ^^^^^^^^^^^ AZL103[position]: module.server is named by the positions of an array: an element inserted first gives all 2 names the properties of other elements, and under new names a deployment creates empty resources and leaves the old ones behind
    //            - AZL103: the position in the name
    version: server.version
  }
}]

module named 'br/public:avm/res/db-for-postgre-sql/flexible-server:0.13.0' = [for i in range(0, 2): {
  params: {
    name: 'replica-${i}'
    version: '17'
  }
}]
