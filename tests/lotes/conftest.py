"""Uma carteira de cidades recém-iniciadas, no roteiro curto."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Implantacao
from seicidades.lotes import servicos
from seicidades.lotes.models import Lote
from seicidades.municipios.calendario import calendario_do_municipio
from tests.factories import MunicipioFactory, OrgaoFactory, UsuarioFactory, VinculoFactory
from tests.fluxo.conftest import fatos, roteiro_curto

__all__ = ["fatos", "roteiro_curto"]


def dia_util(quantos: int) -> date:
    """Dia útil em qualquer cidade fictícia, daqui a tantos dias úteis."""
    hoje = timezone.localdate()
    return calendario_do_municipio(MunicipioFactory().pk).somar(hoje, quantos)


@pytest.fixture
def gerente(db) -> Usuario:
    return UsuarioFactory(gerente=True, nome="Marta Reis")


@pytest.fixture
def colega(db) -> Usuario:
    return UsuarioFactory(gerente=True, nome="Rui Sales")


@pytest.fixture
def iniciar(roteiro_curto, gerente) -> Callable[..., Implantacao]:
    """Uma cidade em andamento, na carteira de quem se diz."""

    def iniciar(nome: str, de: Usuario | None = None) -> Implantacao:
        orgao = OrgaoFactory(municipio=MunicipioFactory(nome=nome))
        hoje = timezone.localdate()
        for papel in (Papel.GESTOR_SEI, Papel.REPRESENTANTE):
            VinculoFactory(orgao=orgao, papel=papel, inicio=hoje)
        dono = de or gerente
        VinculoFactory(orgao=orgao, usuario=dono, papel=Papel.GERENTE, inicio=hoje)
        return fluxo.iniciar(orgao, dono, chave="inicio")[0]

    return iniciar


@pytest.fixture
def tres(iniciar) -> list[Implantacao]:
    return [iniciar(nome) for nome in ("Alfa", "Beta", "Gama")]


def suspender(quem: Usuario, implantacoes, **opcoes) -> Lote:
    """Um lote de suspender, já com a prévia."""
    lote = servicos.criar(quem, "suspender", [i.pk for i in implantacoes])
    parametros = {"motivo": "Enchente na região.", "retomar_em": dia_util(20).isoformat()}
    return servicos.prever(servicos.definir(lote, parametros, avisar=opcoes.pop("avisar", False)))


def prorrogar(quem: Usuario, implantacoes, etapa: str = "", dias: int = 60) -> Lote:
    lote = servicos.criar(quem, "prorrogar", [i.pk for i in implantacoes])
    parametros = {"etapa": etapa, "ate": dia_util(dias).isoformat(), "motivo": "Feriados."}
    return servicos.prever(servicos.definir(lote, parametros, avisar=False))


def mover(quem: Usuario, implantacoes, para: Usuario, inicio: date | None = None, **opcoes) -> Lote:
    lote = servicos.criar(quem, "mover", [i.pk for i in implantacoes])
    parametros = {
        "gerente": para.pk,
        "inicio": (inicio or timezone.localdate()).isoformat(),
        "motivo": "Licença.",
    }
    return servicos.prever(servicos.definir(lote, parametros, avisar=opcoes.pop("avisar", False)))


def aplicar(lote: Lote) -> Lote:
    return servicos.aplicar(servicos.confirmar(lote))


def efeitos(lote: Lote) -> dict[str, str]:
    return {
        li.implantacao.orgao.municipio.nome: li.efeito
        for li in lote.linhas.select_related("implantacao__orgao__municipio")
    }


def codigos(lote: Lote, cidade: str) -> list[str]:
    linha = lote.linhas.get(implantacao__orgao__municipio__nome=cidade)
    return [r["codigo"] for r in linha.recusas]
