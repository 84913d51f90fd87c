#!/usr/bin/env bash
az network watcher flow-log create -l westeurope -n fl-app --nsg nsg-app --storage-account stlogs
#                                                                ^^^^^^^ AZL601[refused]: Flow log fl-app targets a network security group: Azure refuses to create such logs, and those that exist retire on 2027-09-30
