package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/vmware/go-vcloud-director/v3/govcd"
	"github.com/vmware/go-vcloud-director/v3/types/v56"
)

var nodeNames = regexp.MustCompile("^(mstr|node)-[a-z0-9]{4}$")

// A cluster `NAME=ID` of a master and two workers, as the contract of CSE 1.2.7 has it in vCD (sections 5.1 and 6).
func clusterChecks(p places, tenant *govcd.VCDClient) []check {
	name, id, _ := strings.Cut(p.cluster, "=")
	var vApp *govcd.VApp
	return []check{
		{"the tenant logs in", func() error {
			return tenant.Authenticate(p.tenantUser, p.password, p.tenant)
		}},
		{"the creation is a task of the tenant's, and belongs to the cluster", func() error {
			task, err := tenant.Client.GetTaskByHREF(p.task)
			if err != nil {
				return err
			}
			return errors.Join(
				equal("status", task.Task.Status, "success"),
				equal("operation", task.Task.Operation, fmt.Sprintf("Created cluster %s(%s)", name, id)),
				equal("operation name", task.Task.OperationName, "create_cluster"),
				equal("owner", task.Task.Owner.HREF, "urn:cse:cluster:"+id),
				equal("type of the owner", task.Task.Owner.Type, "application/vcloud.cse.cluster+xml"),
				equal("user", task.Task.User.Name, p.tenantUser),
				equal("organization", task.Task.Organization.Name, p.tenant),
			)
		}},
		{"the vApp is found by the id of the cluster", func() error {
			result, err := tenant.QueryWithNotEncodedParams(nil, map[string]string{
				"type": types.QtVapp, "filter": "metadata:cse.cluster.id==STRING:" + id,
			})
			if err != nil {
				return err
			}
			records := result.Results.VAppRecord
			if len(records) != 1 {
				return fmt.Errorf("there are %d", len(records))
			}
			org, err := tenant.GetOrgByName(p.tenant)
			if err != nil {
				return err
			}
			vdc, err := org.GetVDCByName(p.vdc, false)
			if err != nil {
				return err
			}
			if vApp, err = vdc.GetVAppByName(records[0].Name, true); err != nil {
				return err
			}
			return errors.Join(
				equal("name", vApp.VApp.Name, name),
				equal("description", vApp.VApp.Description, "cluster "+name),
				equal("owner", vApp.VApp.Owner.User.Name, p.tenantUser),
			)
		}},
		{"the vApp is marked for everybody to read", func() error {
			metadata, err := vApp.GetMetadata()
			if err != nil {
				return err
			}
			found := map[string]string{}
			for _, entry := range metadata.MetadataEntry {
				found[entry.Key] = entry.TypedValue.Value
				if entry.Domain != nil {
					err = errors.Join(err, equal("domain of "+entry.Key, entry.Domain.Domain, "GENERAL"))
				}
				err = errors.Join(err, equal("type of "+entry.Key, entry.TypedValue.XsiType, types.MetadataStringValue))
			}
			for _, key := range []string{"cse.cluster.id", "cse.version", "cse.template", "cse.master.ip"} {
				if found[key] == "" {
					err = errors.Join(err, fmt.Errorf("%s is missing", key))
				}
			}
			return errors.Join(err, equal("cse.cluster.id", found["cse.cluster.id"], id), equal("entries", len(found), 4))
		}},
		{"the vApp is bridged to the network", func() error {
			config, err := vApp.GetNetworkConfig()
			if err != nil {
				return err
			}
			for _, network := range config.NetworkConfig {
				if network.NetworkName == p.network {
					return equal("fence mode", network.Configuration.FenceMode, "bridged")
				}
			}
			return fmt.Errorf("it has no network %s", p.network)
		}},
		{"the VMs are named by what they are, run, and have addresses of the pool", func() error {
			err := equal("number of VMs", len(vApp.VApp.Children.VM), 3)
			for _, vm := range vApp.VApp.Children.VM {
				nics := vm.NetworkConnectionSection.NetworkConnection
				err = errors.Join(err,
					equal("a node's name: "+vm.Name, nodeNames.MatchString(vm.Name), true),
					equal("status", types.VAppStatuses[vm.Status], "POWERED_ON"),
					equal("number of NICs", len(nics), 1),
					equal("mode", nics[0].IPAddressAllocationMode, types.IPAllocationModePool),
					equal("has an address", nics[0].IPAddress != "", true),
				)
			}
			return err
		}},
	}
}
