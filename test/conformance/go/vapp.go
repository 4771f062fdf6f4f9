package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/vmware/go-vcloud-director/v3/govcd"
	"github.com/vmware/go-vcloud-director/v3/types/v56"
)

const pollEvery = 20 * time.Millisecond

// The life of a vApp: made empty, filled, switched on and off, described with metadata, shared, removed.
func vAppChecks(p places, tenant *govcd.VCDClient) []check {
	var org *govcd.Org
	var vdc *govcd.Vdc
	var vApp *govcd.VApp
	var vm *govcd.VM
	wait := func(task govcd.Task, err error) error {
		if err != nil {
			return err
		}
		return task.WaitInspectTaskCompletion(nil, pollEvery)
	}
	checks := []check{
		{"an empty vApp is composed", func() (err error) {
			if org, err = tenant.GetOrgByName(p.tenant); err != nil {
				return err
			}
			if vdc, err = org.GetVDCByName(p.vdc, false); err != nil {
				return err
			}
			vApp, err = vdc.CreateRawVApp("conformance", "made by go-vcloud-director")
			return err
		}},
		{"a name is taken once", func() error {
			if _, err := vdc.CreateRawVApp("conformance", ""); err == nil {
				return errors.New("it was taken twice")
			}
			return nil
		}},
		{"a vApp is found by name and by id", func() error {
			if _, err := vdc.GetVAppByName("conformance", true); err != nil {
				return err
			}
			_, err := vdc.GetVAppById(vApp.VApp.ID, false)
			return err
		}},
		{"a network is added to a vApp", func() error {
			network, err := vdc.GetOrgVdcNetworkByName(p.network, false)
			if err != nil {
				return err
			}
			retain := false
			settings := &govcd.VappNetworkSettings{RetainIpMacEnabled: &retain}
			section, err := vApp.AddOrgNetwork(settings, network.OrgVDCNetwork, false)
			if err != nil {
				return err
			}
			if len(section.NetworkConfig) == 0 {
				return errors.New("the vApp has no network")
			}
			return vApp.Refresh()
		}},
		{"a VM is added from a template", func() error {
			catalog, err := org.GetCatalogByName(p.catalog, false)
			if err != nil {
				return err
			}
			template, err := catalog.GetVAppTemplateByName(p.templateName)
			if err != nil {
				return err
			}
			nics := &types.NetworkConnectionSection{NetworkConnection: []*types.NetworkConnection{{
				Network: p.network, IsConnected: true, IPAddressAllocationMode: types.IPAllocationModePool,
			}}}
			return wait(vApp.AddNewVM("node-1", *template, nics, true))
		}},
		{"a VM is found by name and has an address", func() (err error) {
			if vm, err = vApp.GetVMByName("node-1", true); err != nil {
				return err
			}
			if vm.VM.NetworkConnectionSection.NetworkConnection[0].IPAddress == "" {
				return errors.New("it has none")
			}
			_, err = tenant.Client.GetVMByHref(vm.VM.HREF)
			return err
		}},
		{"a VM knows its vApp and its VDC", func() error {
			parent, err := vm.GetParentVApp()
			if err != nil {
				return err
			}
			home, err := vm.GetParentVdc()
			if err != nil {
				return err
			}
			return errors.Join(equal("vApp", parent.VApp.Name, "conformance"), equal("VDC", home.Vdc.Name, p.vdc))
		}},
		{"VMs are listed", func() error {
			records, err := vdc.QueryVmByName("node-1")
			if err != nil {
				return err
			}
			return equal("name", records.VM.Name, "node-1")
		}},
		{"vApps are listed", func() error {
			records, err := tenant.Client.QueryVappList()
			if err != nil {
				return err
			}
			return equal("number of vApps", len(records), 1)
		}},
		{"a vApp is powered on", func() error {
			if err := wait(vApp.PowerOn()); err != nil {
				return err
			}
			status, err := vApp.GetStatus()
			return errors.Join(err, equal("status", status, "POWERED_ON"))
		}},
		{"a vApp is powered off", func() error {
			if err := wait(vApp.Undeploy()); err != nil {
				return err
			}
			status, err := vApp.GetStatus()
			return errors.Join(err, equal("status", status, "POWERED_OFF"))
		}},
	}
	checks = append(checks, metadataChecks("a vApp", func() metadataOwner { return vApp })...)
	checks = append(checks, metadataChecks("a VM", func() metadataOwner { return vm })...)
	return append(checks,
		check{"a vApp is found by its metadata", func() error {
			if err := vApp.AddMetadataEntryWithVisibility("purpose", "conformance", types.MetadataStringValue, types.MetadataReadWriteVisibility, false); err != nil {
				return err
			}
			result, err := tenant.QueryWithNotEncodedParams(nil, map[string]string{
				"type": types.QtVapp, "filter": "metadata:purpose==STRING:conformance",
			})
			if err != nil {
				return err
			}
			return equal("number of vApps", len(result.Results.VAppRecord), 1)
		}},
		check{"a vApp is shared with everyone", func() error {
			level := types.ControlAccessReadOnly
			params := &types.ControlAccessParams{IsSharedToEveryone: true, EveryoneAccessLevel: &level}
			if err := vApp.SetAccessControl(params, false); err != nil {
				return err
			}
			shared, err := vApp.IsShared(false)
			return errors.Join(err, equal("shared", shared, true), vApp.RemoveAccessControl(false))
		}},
		check{"a vApp is renamed", func() error {
			if err := vApp.UpdateNameDescription("renamed", "by go-vcloud-director"); err != nil {
				return err
			}
			return equal("name", vApp.VApp.Name, "renamed")
		}},
		check{"tasks are listed", func() error {
			tasks, err := tenant.Client.QueryTaskList(map[string]string{"status": "success,error"})
			if err != nil {
				return err
			}
			if len(tasks) == 0 {
				return errors.New("there are none")
			}
			_, err = tenant.Client.GetTaskByHREF(tasks[0].HREF)
			return err
		}},
		check{"the organization's tasks are listed", func() error {
			list, err := org.GetTaskList()
			if err == nil && len(list.Task) == 0 {
				return errors.New("there are none")
			}
			return err
		}},
		check{"a VM is deleted", func() error {
			if err := vm.Delete(); err != nil {
				return err
			}
			_, err := vApp.GetVMByName("node-1", true)
			if !govcd.ContainsNotFound(err) {
				return fmt.Errorf("it answered %v", err)
			}
			return nil
		}},
		check{"a vApp is deleted", func() error {
			if err := wait(vApp.Delete()); err != nil {
				return err
			}
			_, err := vdc.GetVAppByName("renamed", true)
			if !govcd.ContainsNotFound(err) {
				return fmt.Errorf("it answered %v", err)
			}
			return nil
		}},
	)
}

type metadataOwner interface {
	AddMetadataEntryWithVisibility(key, value, typedValue, visibility string, isSystem bool) error
	GetMetadataByKey(key string, isSystem bool) (*types.MetadataValue, error)
	GetMetadata() (*types.Metadata, error)
	MergeMetadataWithMetadataValues(metadata map[string]types.MetadataValue) error
	DeleteMetadataEntryWithDomain(key string, isSystem bool) error
}

func metadataChecks(what string, owner func() metadataOwner) []check {
	return []check{
		{what + " gets metadata", func() error {
			visibility := types.MetadataReadWriteVisibility
			if err := owner().AddMetadataEntryWithVisibility("text", "a b", types.MetadataStringValue, visibility, false); err != nil {
				return err
			}
			return owner().MergeMetadataWithMetadataValues(map[string]types.MetadataValue{
				"number": {
					Domain:     &types.MetadataDomainTag{Visibility: visibility, Domain: "GENERAL"},
					TypedValue: &types.MetadataTypedValue{XsiType: types.MetadataNumberValue, Value: "42"},
				},
			})
		}},
		{what + " tells its metadata", func() error {
			value, err := owner().GetMetadataByKey("text", false)
			if err != nil {
				return err
			}
			all, err := owner().GetMetadata()
			if err != nil {
				return err
			}
			return errors.Join(
				equal("value", value.TypedValue.Value, "a b"),
				equal("number of entries", len(all.MetadataEntry), 2),
			)
		}},
		{what + " forgets metadata", func() error {
			if err := owner().DeleteMetadataEntryWithDomain("text", false); err != nil {
				return err
			}
			if _, err := owner().GetMetadataByKey("text", false); err == nil {
				return errors.New("it is still there")
			}
			return nil
		}},
	}
}

// More than one page of everything that is listed in pages.
func pagingChecks(p places, tenant *govcd.VCDClient) []check {
	const many = 30
	var vdc *govcd.Vdc
	return []check{
		{"more than 25 vApps are made", func() error {
			org, err := tenant.GetOrgByName(p.tenant)
			if err != nil {
				return err
			}
			if vdc, err = org.GetVDCByName(p.vdc, false); err != nil {
				return err
			}
			// Side by side: the library looks at a task only every three seconds.
			errs := make(chan error, many)
			for i := range many {
				go func() {
					mine, err := org.GetVDCByName(p.vdc, false)
					if err == nil {
						_, err = mine.CreateRawVApp(fmt.Sprintf("page-%02d", i), "")
					}
					errs <- err
				}()
			}
			for range many {
				err = errors.Join(err, <-errs)
			}
			return err
		}},
		{"a query of more than one page gives each record once", func() error {
			records, err := tenant.Client.QueryVappList()
			if err != nil {
				return err
			}
			names := map[string]bool{}
			for _, record := range records {
				names[record.Name] = true
			}
			return errors.Join(equal("number of vApps", len(records), many), equal("of names", len(names), many))
		}},
		{"a page past the end is empty", func() error {
			result, err := tenant.QueryWithNotEncodedParams(nil, map[string]string{"type": types.QtVapp, "page": "9"})
			if err != nil {
				return err
			}
			return equal("number of vApps", len(result.Results.VAppRecord), 0)
		}},
		{"they are removed again", func() error {
			if err := vdc.Refresh(); err != nil {
				return err
			}
			for _, reference := range vdc.GetVappList() {
				vApp, err := vdc.GetVAppByHref(reference.HREF)
				if err != nil {
					return err
				}
				task, err := vApp.Delete()
				if err != nil {
					return err
				}
				if err := task.WaitInspectTaskCompletion(nil, pollEvery); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}
