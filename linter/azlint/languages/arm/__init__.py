"""Azure Resource Manager's JSON: templates and parameter files, in the syntax of Bicep."""
