package main

import (
	"errors"
	"fmt"

	"github.com/vmware/go-vcloud-director/v3/govcd"
)

// What a tenant finds and does not find.
func readChecks(p places, tenant *govcd.VCDClient) []check {
	var org *govcd.Org
	var vdc *govcd.Vdc
	var catalog *govcd.Catalog
	return []check{
		{"the organization is found by name", func() (err error) {
			org, err = tenant.GetOrgByName(p.tenant)
			return err
		}},
		{"the organization is found by id", func() error {
			found, err := tenant.GetOrgById(org.Org.ID)
			if err != nil {
				return err
			}
			return equal("name", found.Org.Name, p.tenant)
		}},
		{"another organization is not found", func() error {
			_, err := tenant.GetOrgByName(p.otherTenant)
			if !govcd.ContainsNotFound(err) {
				return fmt.Errorf("it answered %v", err)
			}
			return nil
		}},
		{"the VDC is found by name", func() (err error) {
			vdc, err = org.GetVDCByName(p.vdc, false)
			return err
		}},
		{"the VDC is found by id", func() error {
			_, err := org.GetVDCById(vdc.Vdc.ID, true)
			return err
		}},
		{"the VDC has a storage profile", func() error {
			reference, err := vdc.FindStorageProfileReference("*")
			if err != nil {
				return err
			}
			profile, err := tenant.GetStorageProfileByHref(reference.HREF)
			if err != nil {
				return err
			}
			return equal("name", profile.Name, "*")
		}},
		{"VDCs are listed", func() error {
			vdcs, err := org.QueryOrgVdcList()
			if err != nil {
				return err
			}
			return equal("number of VDCs", len(vdcs), 1)
		}},
		{"networks are listed", func() error {
			networks, err := vdc.GetNetworkList()
			if err != nil {
				return err
			}
			if len(networks) == 0 {
				return errors.New("no networks")
			}
			return equal("name", networks[0].Name, p.network)
		}},
		{"a network is found by name", func() error {
			network, err := vdc.GetOrgVdcNetworkByName(p.network, false)
			if err != nil {
				return err
			}
			if len(network.OrgVDCNetwork.Configuration.IPScopes.IPScope) == 0 {
				return errors.New("it has no addresses")
			}
			return nil
		}},
		{"the shared catalog is found by name", func() (err error) {
			catalog, err = org.GetCatalogByName(p.catalog, false)
			return err
		}},
		{"catalogs are listed", func() error {
			catalogs, err := org.QueryCatalogList()
			if err != nil {
				return err
			}
			for _, record := range catalogs {
				if record.Name == p.catalog {
					return nil
				}
			}
			return fmt.Errorf("%s is not among %d", p.catalog, len(catalogs))
		}},
		{"a catalog item leads to its template", func() error {
			item, err := catalog.GetCatalogItemByName(p.templateName, false)
			if err != nil {
				return err
			}
			template, err := item.GetVAppTemplate()
			if err != nil {
				return err
			}
			return equal("status", template.VAppTemplate.Status, 8)
		}},
		{"templates are listed", func() error {
			templates, err := catalog.QueryVappTemplateList()
			if err != nil {
				return err
			}
			return equal("number of templates", len(templates), 2)
		}},
		{"catalog items are listed", func() error {
			items, err := catalog.QueryCatalogItemList()
			if err != nil {
				return err
			}
			return equal("number of items", len(items), 2)
		}},
		{"a template is found by name", func() error {
			template, err := catalog.GetVAppTemplateByName(p.templateName)
			if err != nil {
				return err
			}
			return equal("number of VMs", len(template.VAppTemplate.Children.VM), 1)
		}},
		{"edge gateways and media are empty lists", func() error {
			edges, err := vdc.QueryEdgeGatewayList()
			if err != nil {
				return err
			}
			media, err := vdc.QueryMediaList()
			if err != nil {
				return err
			}
			return equal("number", len(edges)+len(media), 0)
		}},
	}
}
