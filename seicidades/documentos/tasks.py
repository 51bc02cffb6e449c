from celery import shared_task

from seicidades.documentos import servicos


@shared_task
def limpar_orfaos() -> None:
    """Varredura diária do que ficou em disco sem dono."""
    servicos.limpar_orfaos()
