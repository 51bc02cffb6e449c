from celery import shared_task

from seicidades.documentos import servicos


@shared_task
def limpar_orfaos() -> None:
    """Varredura diária do que ficou em disco sem dono."""
    servicos.limpar_orfaos()


@shared_task
def escrever(documento_id: int) -> None:
    """Repetir não faz dois: quem chega depois acha o documento tomado ou pronto."""
    servicos.escrever_documento(documento_id)


@shared_task
def varrer() -> None:
    """De minuto em minuto: o que ficou na fila sem trabalhador."""
    servicos.retomar_parados()
