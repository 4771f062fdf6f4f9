"""Does with vsphere-guest-run and pyVmomi, as published, what lines of JSON on standard input ask for.

The first line is where to connect to; each of the others is a call, answered by one line: {"result": …} or
{"fault": name of the exception's type, "message": …}.
"""
import json
import sys
import warnings

from pyVim.connect import Disconnect
from pyVmomi import vim
from vsphere_guest_run.vsphere import VSphere

warnings.simplefilter('ignore')


def decoded(result):
    """Exit code and what the two files hold that the output went to."""
    return [result[0]] + [answer.content.decode() for answer in result[1:]]


class Session:
    def __init__(self, host, user, password):
        # The port goes to where the original puts it: it means nothing there, and 443 is called.
        self.vsphere = VSphere(host, user, password, 443)
        self.vsphere.connect()

    def vm(self, moref):
        return self.vsphere.get_vm_by_moid(moref)

    def names(self):
        return [vm['name'] for vm in self.vsphere.list_vms()]

    def facts(self, moref):
        return self.vsphere.vm_to_dict(self.vm(moref))

    def by_uuid(self, uuid):
        found = self.vsphere.service_instance.content.searchIndex.FindByUuid(None, uuid, True, False)
        return found and found._moId

    def wait_for_tools(self, moref):
        self.vsphere.wait_until_tools_ready(self.vm(moref), sleep=0.1, callback=lambda *_, **__: None)
        return self.vm(moref).guest.toolsRunningStatus

    def script(self, moref, password, text, wait=0.2):
        return decoded(self.vsphere.execute_script_in_guest(
            self.vm(moref), 'root', password, text, wait_for_completion=True, wait_time=wait,
            get_output=True, delete_script=True, callback=lambda *_, **__: None))

    def program(self, moref, password, command):
        return self.vsphere.execute_program_in_guest(
            self.vm(moref), 'root', password, command, wait_for_completion=False, get_output=False)

    def processes(self, moref, password, pids):
        manager = self.vsphere.service_instance.content.guestOperationsManager.processManager
        login = vim.vm.guest.NamePasswordAuthentication(username='root', password=password)
        return [{'pid': process.pid, 'owner': process.owner, 'exitCode': process.exitCode,
                 'ended': process.endTime is not None}
                for process in manager.ListProcessesInGuest(self.vm(moref), login, pids)]

    def terminate(self, moref, password, pid):
        manager = self.vsphere.service_instance.content.guestOperationsManager.processManager
        login = vim.vm.guest.NamePasswordAuthentication(username='root', password=password)
        manager.TerminateProcessInGuest(self.vm(moref), login, pid)

    def upload(self, moref, password, text, path):
        return self.vsphere.upload_file_to_guest(self.vm(moref), 'root', password, text.encode(), path)

    def download(self, moref, password, path):
        answer = self.vsphere.download_file_from_guest(self.vm(moref), 'root', password, path)
        return [answer.status_code, answer.content.decode()]

    def files(self, moref, password, path, pattern):
        found = self.vsphere.list_files_in_guest(self.vm(moref), 'root', password, path, pattern)
        return sorted(file.path for file in found.files)

    def move(self, moref, password, source, target):
        self.vsphere.move_file_in_guest(self.vm(moref), 'root', password, source, target, False)

    def delete(self, moref, password, path):
        self.vsphere.delete_file_in_guest(self.vm(moref), 'root', password, path)

    def logout(self):
        Disconnect(self.vsphere.service_instance)


def answer(work):
    try:
        said = {'result': work()}
    except Exception as error:  # everything is told: the test knows what it expects
        said = {'fault': type(error).__name__.split('.')[-1], 'message': getattr(error, 'msg', None) or str(error)}
    print(json.dumps(said), flush=True)


session = None
for line in sys.stdin:
    name, *arguments = json.loads(line)
    if name == 'connect':
        def connect():
            global session
            session = Session(*arguments)
        answer(connect)
    else:
        answer(lambda: getattr(session, name)(*arguments))
