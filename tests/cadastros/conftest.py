"""Uma cidade só com a etapa de cadastros, em andamento, e gente nos papéis."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from cadastros.etapa import CADASTROS
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo import declaracao, servicos
from seicidades.fluxo.declaracao import Etapa, Item
from seicidades.fluxo.models import Implantacao
from tests.cadastros.factories import ImplantacaoFactory
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory


@dataclass
class Cidade:
    implantacao: Implantacao
    gerente: Usuario
    gestor_sei: Usuario
    gestor_ti: Usuario
    representante: Usuario
    observador: Usuario
    estranho: Usuario

    def alterar(self, item, por):
        return servicos.alterar_fatos(self.implantacao, por, item, "Teste.")


@pytest.fixture(autouse=True)
def pasta_do_cofre(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "arquivos")


# A última etapa só se envia depois da produção; esta fica no lugar dela.
SEGUINTE = Etapa(
    chave="seguinte",
    titulo="Etapa seguinte",
    descricao="O que vem depois.",
    ordem=5,
    itens=(Item("algo", "Fazer algo", "Qualquer coisa.", Papel.GESTOR_SEI),),
)


@pytest.fixture
def so_cadastros(monkeypatch):
    """O roteiro do código é só esta etapa e uma seguinte."""
    registro = {etapa.chave: etapa for etapa in (CADASTROS, SEGUINTE)}
    monkeypatch.setattr(declaracao, "_registro", registro)


@pytest.fixture
def implantacao(db, so_cadastros):
    return ImplantacaoFactory()


@pytest.fixture
def cidade(db, so_cadastros) -> Cidade:
    hoje = timezone.localdate()
    orgao = OrgaoFactory()
    servicos.publicar_roteiro()

    def em(papel, **pessoa):
        usuario = UsuarioFactory(**pessoa)
        return VinculoFactory(orgao=orgao, papel=papel, inicio=hoje, usuario=usuario).usuario

    gerente = em(Papel.GERENTE, gerente=True)
    implantacao, _ = servicos.iniciar(orgao, gerente, chave="inicio")
    return Cidade(
        implantacao,
        gerente,
        em(Papel.GESTOR_SEI),
        em(Papel.GESTOR_TI),
        em(Papel.REPRESENTANTE),
        UsuarioFactory(observador=True),
        UsuarioFactory(),
    )
