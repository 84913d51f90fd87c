param machines { size: string, name: string? }[] = []

module machine 'machine.bicep' = [for (machine, i) in machines: {
//                                                    -------- AZL103: of an element of this array
  params: {
    name: 'vm${i}'
    //    ^^^^^^^^ AZL103[position]: module.machine is named by the positions of an array: inserting or removing an element gives later names the properties of other elements, and under new names a deployment creates empty resources and leaves the old ones behind
    //         - AZL103: the position in the name
    size: machine.size
  }
}]
