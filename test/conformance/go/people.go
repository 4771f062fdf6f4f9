package main

import (
	"errors"
	"fmt"

	"github.com/vmware/go-vcloud-director/v3/govcd"
	"github.com/vmware/go-vcloud-director/v3/types/v56"
)

// Catalogs of one's own: made, found, shared, removed.
func catalogChecks(p places, tenant *govcd.VCDClient) []check {
	var org *govcd.AdminOrg
	var catalog *govcd.AdminCatalog
	return []check{
		{"the organization is administrated", func() (err error) {
			org, err = tenant.GetAdminOrgByName(p.tenant)
			return err
		}},
		{"a catalog is created", func() error {
			created, err := org.CreateCatalog("conformance", "made by go-vcloud-director")
			catalog = &created
			return err
		}},
		{"a catalog is found by administrators and by everyone", func() error {
			if _, err := org.GetAdminCatalogByName("conformance", true); err != nil {
				return err
			}
			plain, err := org.GetCatalogByName("conformance", true)
			if err != nil {
				return err
			}
			return equal("description", plain.Catalog.Description, "made by go-vcloud-director")
		}},
		{"a catalog is changed", func() error {
			catalog.AdminCatalog.Description = "changed"
			if err := catalog.Update(); err != nil {
				return err
			}
			if err := catalog.Refresh(); err != nil {
				return err
			}
			return equal("description", catalog.AdminCatalog.Description, "changed")
		}},
		{"a catalog is shared with a user", func() error {
			user, err := org.GetUserByName(p.tenantUser, true)
			if err != nil {
				return err
			}
			settings := []*types.AccessSetting{{
				Subject:     &types.LocalSubject{HREF: user.User.Href, Name: user.User.Name, Type: types.MimeAdminUser},
				AccessLevel: types.ControlAccessReadWrite,
			}}
			params := &types.ControlAccessParams{AccessSettings: &types.AccessSettingList{AccessSetting: settings}}
			if err := catalog.SetAccessControl(params, true); err != nil {
				return err
			}
			shared, err := catalog.IsShared(true)
			return errors.Join(err, equal("shared", shared, true), catalog.RemoveAccessControl(true))
		}},
		{"a catalog is published", func() error {
			if err := catalog.SetReadOnlyAccessControl(true); err != nil {
				return err
			}
			return equal("published", catalog.AdminCatalog.IsPublished, true)
		}},
		{"a catalog is deleted", func() error {
			if err := catalog.Delete(true, true); err != nil {
				return err
			}
			_, err := org.GetCatalogByName("conformance", true)
			if !govcd.ContainsNotFound(err) {
				return fmt.Errorf("it answered %v", err)
			}
			return nil
		}},
	}
}

// Users, roles and rights of the organization.
func peopleChecks(p places, tenant *govcd.VCDClient) []check {
	var org *govcd.AdminOrg
	var role *govcd.Role
	var user *govcd.OrgUser
	return []check{
		{"roles are listed", func() (err error) {
			if org, err = tenant.GetAdminOrgByName(p.tenant); err != nil {
				return err
			}
			roles, err := org.GetAllRoles(nil)
			if err == nil && len(roles) < 5 {
				return fmt.Errorf("there are %d", len(roles))
			}
			return err
		}},
		{"rights are listed", func() error {
			rights, err := org.GetAllRights(nil)
			if err == nil && len(rights) == 0 {
				return errors.New("there are none")
			}
			return err
		}},
		{"a right is found by name", func() error {
			_, err := org.GetRightByName("vApp: Delete")
			return err
		}},
		{"a role is created and given a right", func() (err error) {
			if role, err = org.CreateRole(&types.Role{Name: "conformance", Description: "for a check"}); err != nil {
				return err
			}
			right, err := org.GetRightByName("vApp: Delete")
			if err != nil {
				return err
			}
			return role.AddRights([]types.OpenApiReference{{Name: right.Name, ID: right.ID}})
		}},
		{"a role tells its rights", func() error {
			rights, err := role.GetRights(nil)
			if err != nil {
				return err
			}
			return equal("number of rights", len(rights), 1)
		}},
		{"a user is created with a role", func() (err error) {
			user, err = org.CreateUserSimple(govcd.OrgUserConfiguration{
				Name: "dora", FullName: "Dora", Password: "a secret", RoleName: "conformance",
				ProviderType: govcd.OrgUserProviderIntegrated, IsEnabled: true,
			})
			if err != nil {
				return err
			}
			return equal("role", user.GetRoleName(), "conformance")
		}},
		{"a new user logs in", func() error {
			client, err := p.client()
			if err != nil {
				return err
			}
			return client.Authenticate("dora", "a secret", p.tenant)
		}},
		{"a user that is disabled does not log in", func() error {
			if err := user.Disable(); err != nil {
				return err
			}
			client, err := p.client()
			if err != nil {
				return err
			}
			if client.Authenticate("dora", "a secret", p.tenant) == nil {
				return errors.New("the login was accepted")
			}
			return nil
		}},
		{"a role in use is not removed", func() error {
			if role.Delete() == nil {
				return errors.New("it was removed")
			}
			return nil
		}},
		{"a user and a role are removed", func() error {
			if err := user.Delete(true); err != nil {
				return err
			}
			if err := role.Delete(); err != nil {
				return err
			}
			if _, err := org.GetUserByName("dora", true); !govcd.ContainsNotFound(err) {
				return fmt.Errorf("the user is still there: %v", err)
			}
			return nil
		}},
	}
}
