locals {
  admins = ["ann@example.com", "bob@example.com"]
}

data "azuread_user" "admin" {
#-------------------------- AZL102: looks the elements up by the same numbers
  count               = length(local.admins)
  user_principal_name = local.admins[count.index]
}

resource "azuread_group_member" "admin" {
  count = length(local.admins)
  #       ^^^^^^^^^^^^^^^^^^^^ AZL102[list]: azuread_group_member.admin is numbered by the positions of a list: an element inserted first changes or replaces all 2 instances, and a change to for_each alone destroys and recreates every instance
  member_object_id = data.azuread_user.admin[count.index].id
}
