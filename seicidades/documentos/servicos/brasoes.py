"""O brasão que vai no alto dos documentos de um órgão."""

from django.db import transaction

from seicidades.contas.permissoes import Permissao, pode
from seicidades.documentos.models import Brasao
from seicidades.documentos.reconhecimento import Tipo
from seicidades.documentos.servicos.arquivos import guardar
from seicidades.municipios.models import Orgao

TIPOS_DE_BRASAO = (Tipo.PNG, Tipo.JPEG)


def pode_por_brasao(usuario, orgao: Orgao) -> bool:
    return any(pode(usuario, p, orgao) for p in (Permissao.PREENCHER, Permissao.ADMINISTRAR))


@transaction.atomic
def por_brasao(orgao: Orgao, upload, por) -> Brasao:
    """Guarda a imagem e a põe no lugar da anterior. Quem chama já conferiu a permissão.

    Raises:
        ValidationError: se não for uma imagem aceita.
    """
    arquivo = guardar(orgao, upload, por, tipos=TIPOS_DE_BRASAO)
    brasao, _ = Brasao.objects.update_or_create(
        orgao=orgao, defaults={"arquivo": arquivo, "posto_por": por}
    )
    return brasao


def brasao_do_orgao(orgao: Orgao) -> Brasao | None:
    """O que vale hoje; o de imagem expurgada não vale."""
    brasoes = Brasao.objects.select_related("arquivo").filter(arquivo__expurgado_em=None)
    return brasoes.filter(orgao=orgao).first()
