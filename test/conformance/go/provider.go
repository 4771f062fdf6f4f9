package main

import (
	"errors"
	"fmt"

	"github.com/vmware/go-vcloud-director/v3/govcd"
	"github.com/vmware/go-vcloud-director/v3/types/v56"
)

// The JSON collections of /cloudapi.
func openAPIChecks(p places, tenant, provider *govcd.VCDClient) []check {
	return []check{
		{"networks are listed as JSON", func() error {
			org, err := tenant.GetOrgByName(p.tenant)
			if err != nil {
				return err
			}
			networks, err := org.GetAllOpenApiOrgVdcNetworks(nil)
			if err != nil {
				return err
			}
			if err := equal("number of networks", len(networks), 1); err != nil {
				return err
			}
			network, err := org.GetOpenApiOrgVdcNetworkById(networks[0].OpenApiOrgVdcNetwork.ID)
			if err != nil {
				return err
			}
			return equal("name", network.OpenApiOrgVdcNetwork.Name, p.network)
		}},
		{"edge gateways are an empty list", func() error {
			edges, err := tenant.GetAllNsxtEdgeGateways(nil)
			if err != nil {
				return err
			}
			return equal("number of edge gateways", len(edges), 0)
		}},
		{"compute policies are an empty list", func() error {
			policies, err := tenant.GetAllVdcComputePoliciesV2(nil)
			if err != nil {
				return err
			}
			return equal("number of policies", len(policies), 0)
		}},
		{"a VDC's capabilities are listed", func() error {
			org, err := tenant.GetOrgByName(p.tenant)
			if err != nil {
				return err
			}
			vdc, err := org.GetVDCByName(p.vdc, false)
			if err != nil {
				return err
			}
			if !vdc.IsNsxt() {
				return errors.New("its networks are not NSX-T's")
			}
			return nil
		}},
		{"what is not there is forbidden", func() error {
			org, err := tenant.GetOrgByName(p.tenant)
			if err != nil {
				return err
			}
			_, err = org.GetOpenApiOrgVdcNetworkById("urn:vcloud:network:00000000-0000-4000-8000-000000000000")
			if !govcd.ContainsNotFound(err) {
				return fmt.Errorf("it answered %v", err)
			}
			return nil
		}},
		{"vCenters are listed as JSON", func() error {
			vCenters, err := provider.GetAllVCenters(nil)
			if err != nil {
				return err
			}
			return equal("number of vCenters", len(vCenters), 1)
		}},
	}
}

// What only the provider sees.
func providerChecks(p places, provider *govcd.VCDClient) []check {
	var org *govcd.AdminOrg
	var vdc *govcd.AdminVdc
	return []check{
		{"the provider lists organizations", func() error {
			list, err := provider.GetOrgList()
			if err != nil {
				return err
			}
			found := 0
			for _, org := range list.Org {
				if org.Name == p.tenant || org.Name == p.otherTenant {
					found++
				}
			}
			return equal("number of tenants", found, 2)
		}},
		{"the provider queries organizations", func() error {
			record, err := provider.QueryOrgByName(p.otherTenant)
			if err != nil {
				return err
			}
			return equal("name", record.Name, p.otherTenant)
		}},
		{"the provider administrates an organization", func() (err error) {
			org, err = provider.GetAdminOrgByName(p.tenant)
			return err
		}},
		{"the provider administrates a VDC", func() (err error) {
			vdc, err = org.GetAdminVDCByName(p.vdc, true)
			return err
		}},
		{"the provider writes metadata that tenants do not see", func() error {
			if err := vdc.AddMetadataEntryWithVisibility("hidden", "x", types.MetadataStringValue, types.MetadataHiddenVisibility, true); err != nil {
				return err
			}
			if _, err := vdc.GetMetadataByKey("hidden", true); err != nil {
				return err
			}
			return vdc.DeleteMetadataEntryWithDomain("hidden", true)
		}},
		{"the provider lists VDCs", func() error {
			vdcs, err := provider.Client.QueryAllVdcs()
			if err != nil {
				return err
			}
			if len(vdcs) < 2 {
				return fmt.Errorf("there are %d", len(vdcs))
			}
			return nil
		}},
		{"the provider lists tasks", func() error {
			_, err := provider.Client.QueryTaskList(map[string]string{"status": "success"})
			return err
		}},
		{"the provider lists what there is none of", func() error {
			pools, err := provider.QueryNetworkPools()
			if err != nil {
				return err
			}
			managers, err := provider.QueryNsxtManagers()
			if err != nil {
				return err
			}
			profiles, err := provider.QueryProviderVdcStorageProfiles()
			if err != nil {
				return err
			}
			return equal("number", len(pools)+len(managers)+len(profiles), 0)
		}},
	}
}
