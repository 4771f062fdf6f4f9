package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/vmware/go-vcloud-director/v3/govcd"
	"github.com/vmware/go-vcloud-director/v3/types/v56"
)

const diskBytes = 5 << 19 // Two and a half pieces of those that the library sends.

const descriptor = `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
    xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
  <References><File ovf:id="file1" ovf:href="disk.vmdk" ovf:size="%d"/></References>
  <DiskSection><Info>Disks</Info>
    <Disk ovf:diskId="disk1" ovf:fileRef="file1" ovf:capacity="16" ovf:capacityAllocationUnits="byte * 2^30"/>
  </DiskSection>
  <VirtualSystem ovf:id="node"><Info>A VM</Info><Name>node</Name>
    <VirtualHardwareSection><Info>Hardware</Info>
      <Item><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>`

// Templates: uploaded, imported, made to vApps, captured from them.
func templateChecks(p places, tenant *govcd.VCDClient) []check {
	var org *govcd.Org
	var vdc *govcd.Vdc
	var catalog *govcd.Catalog
	var vApp *govcd.VApp
	var folder string
	statusOf := func(name string) error {
		if err := catalog.Refresh(); err != nil {
			return err
		}
		template, err := catalog.GetVAppTemplateByName(name)
		if err != nil {
			return err
		}
		return equal("status", template.VAppTemplate.Status, 8)
	}
	return []check{
		{"a catalog for templates is created", func() (err error) {
			if org, err = tenant.GetOrgByName(p.tenant); err != nil {
				return err
			}
			if vdc, err = org.GetVDCByName(p.vdc, false); err != nil {
				return err
			}
			if _, err = org.CreateCatalog("templates", ""); err != nil {
				return err
			}
			catalog, err = org.GetCatalogByName("templates", true)
			return err
		}},
		{"an OVF is uploaded in pieces", func() (err error) {
			if folder, err = os.MkdirTemp("", "ovf-"); err != nil {
				return err
			}
			file := filepath.Join(folder, "node.ovf")
			err = errors.Join(
				os.WriteFile(file, fmt.Appendf(nil, descriptor, diskBytes), 0o600),
				os.WriteFile(filepath.Join(folder, "disk.vmdk"), make([]byte, diskBytes), 0o600),
			)
			if err != nil {
				return err
			}
			task, err := catalog.UploadOvf(file, "uploaded", "by go-vcloud-director", 1<<20)
			if err != nil {
				return err
			}
			if err := task.WaitInspectTaskCompletion(nil, pollEvery); err != nil {
				return errors.Join(err, task.GetUploadError())
			}
			return statusOf("uploaded")
		}},
		{"an OVF is imported from an address", func() error {
			server := httptest.NewServer(http.FileServer(http.Dir(folder)))
			defer server.Close()
			task, err := catalog.UploadOvfByLink(server.URL+"/node.ovf", "imported", "by go-vcloud-director")
			if err != nil {
				return err
			}
			if err := task.WaitInspectTaskCompletion(nil, pollEvery); err != nil {
				return err
			}
			return errors.Join(statusOf("imported"), os.RemoveAll(folder))
		}},
		{"a vApp is made of a template", func() error {
			template, err := catalog.GetVAppTemplateByName("uploaded")
			if err != nil {
				return err
			}
			vApp, err = vdc.CreateVappFromTemplate(&types.InstantiateVAppTemplateParams{
				Name: "instantiated", Source: &types.Reference{HREF: template.VAppTemplate.HREF}, AllEULAsAccepted: true,
			})
			if err != nil {
				return err
			}
			return equal("number of VMs", len(vApp.VApp.Children.VM), 1)
		}},
		{"a vApp is captured as a template", func() error {
			task, err := vApp.Undeploy()
			if err != nil {
				return err
			}
			if err := task.WaitInspectTaskCompletion(nil, pollEvery); err != nil {
				return err
			}
			template, err := catalog.CaptureVappTemplate(&types.CaptureVAppParams{
				Name:   "captured",
				Source: &types.Reference{HREF: vApp.VApp.HREF},
				CustomizationSection: types.CaptureVAppParamsCustomizationSection{
					Info: "CustomizeOnInstantiate Settings", CustomizeOnInstantiate: true,
				},
			})
			if err != nil {
				return err
			}
			return equal("number of VMs", len(template.VAppTemplate.Children.VM), 1)
		}},
		{"a catalog item and a template are deleted", func() error {
			if err := catalog.Refresh(); err != nil {
				return err
			}
			item, err := catalog.GetCatalogItemByName("imported", false)
			if err != nil {
				return err
			}
			if err := item.Delete(); err != nil {
				return err
			}
			template, err := catalog.GetVAppTemplateByName("captured")
			if err != nil {
				return err
			}
			task, err := template.DeleteAsync()
			if err != nil {
				return err
			}
			if err := task.WaitInspectTaskCompletion(nil, pollEvery); err != nil {
				return err
			}
			items, err := catalog.QueryCatalogItemList()
			return errors.Join(err, equal("number of items", len(items), 1))
		}},
		{"a catalog is deleted with what is in it", func() error {
			task, err := vApp.Delete()
			if err != nil {
				return err
			}
			if err := task.WaitInspectTaskCompletion(nil, pollEvery); err != nil {
				return err
			}
			return catalog.Delete(true, true)
		}},
	}
}
