"""Um instrumento da minuta a vigente, e a posse de outra pessoa no meio das assinaturas."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from adesao.models import Signatario
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import iniciar
from seicidades.municipios.models import Orgao
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    RepresentanteFactory,
    SignatarioFactory,
)
from tests.factories import VinculoFactory
from tests.jornadas.passos import (
    SENHA,
    apertar,
    conferir_sem_erros,
    em_nome_de_outra,
    entrar,
    preencher,
    seguir,
    titulo,
)

pytestmark = pytest.mark.usefixtures("estado_vazio")
PROCESSO = "018.00012345/2024-39"


def cidade(nome: str) -> Implantacao:
    """Uma implantação começada, na carteira de quem entra."""
    orgao = Orgao.objects.prefeituras().get(municipio__nome=nome)
    gerente = Usuario.objects.get(email="gerente@exemplo.invalid")
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=timezone.localdate())
    implantacao, _ = iniciar(orgao, gerente, chave=f"jornada-{orgao.pk}")
    return implantacao


def abrir(palco, implantacao: Implantacao) -> Page:
    pagina = entrar(palco, "gerente@exemplo.invalid", SENHA)
    pagina.goto(f"/implantacoes/{implantacao.pk}/adesao/instrumentos/")
    return pagina


def salvar(pagina: Page, botao: str = "Salvar") -> None:
    apertar(pagina, botao)
    conferir_sem_erros(pagina)


def conferir_estado(pagina: Page, estado: str) -> None:
    expect(pagina.locator(".chamada .selo")).to_have_text(estado)


def test_instrumento_da_minuta_a_vigente(palco):
    hoje = timezone.localdate()
    pagina = abrir(palco, cidade("Adamantina"))
    seguir(pagina, "Registrar um instrumento")
    preencher(
        pagina,
        {
            "Tipo do documento": "Termo de Adesão",
            "Número": "7/2026",
            "Minuta feita em": hoje - timedelta(days=3),
            "Validade em meses": "60",
        },
    )
    salvar(pagina, "Registrar")
    conferir_estado(pagina, "minuta")

    seguir(pagina, "Dados e quem assina")
    preencher(pagina, {"Enviado à análise jurídica em": hoje - timedelta(days=2)})
    salvar(pagina)
    conferir_estado(pagina, "em análise jurídica")

    seguir(pagina, "Dados e quem assina")
    preencher(
        pagina,
        {
            "Processo no SEI do Estado": PROCESSO,
            "Documento no SEI": "1234567",
            "Disponível para assinatura desde": hoje,
            "Nome da pessoa 1": "Bento Lemos",
            "Cargo da pessoa 1": "Prefeito",
        },
    )
    salvar(pagina)
    conferir_estado(pagina, "liberado para assinatura")

    seguir(pagina, "Bento Lemos")
    seguir(pagina, "Registrar que assinou")
    preencher(
        pagina, {**em_nome_de_outra("Bento Lemos ligou e contou que assinou."), "Assinou em": hoje}
    )
    salvar(pagina)
    conferir_estado(pagina, "vigente")


def test_posse_de_outra_pessoa_no_meio_das_assinaturas(palco):
    hoje = timezone.localdate()
    daqui = cidade("Adolfo")
    ana = RepresentanteFactory(
        implantacao=daqui,
        nome="Ana Prado",
        mandato_inicio=hoje - timedelta(days=400),
        mandato_fim=hoje + timedelta(days=400),
    )
    CadastroExternoFactory(representante=ana, liberado=True)
    termo = InstrumentoFactory(implantacao=daqui, processo_sei=PROCESSO, documento_sei="7654321")
    SignatarioFactory(instrumento=termo, nome="Ana Prado", representante=ana)
    pagina = abrir(palco, daqui)
    seguir(pagina, "Termo de Adesão")
    seguir(pagina, "Ana Prado")
    preencher(pagina, {"O que aconteceu": ("A assinatura foi liberada, ou liberada de novo",)})
    preencher(pagina, {"Dia": hoje, "A liberação vale por quantos dias úteis": "5"})
    salvar(pagina)
    expect(pagina.get_by_text("com o município")).to_be_visible()

    pagina.goto(f"/implantacoes/{daqui.pk}/adesao/representante/trocar/")
    preencher(
        pagina,
        {
            **em_nome_de_outra("O diário de hoje traz a posse."),
            "Nome completo": "Bia Reis",
            "Cargo": "Prefeita",
            "E-mail": "bia@exemplo.invalid",
            "Início do mandato": hoje,
            "Fim do mandato": hoje + timedelta(days=400),
        },
    )
    salvar(pagina, "Registrar a posse")

    pagina.goto(f"/implantacoes/{daqui.pk}/adesao/instrumentos/")
    expect(titulo(pagina)).to_have_text("Instrumentos de Adolfo")
    refazer = pagina.locator(".aviso")
    expect(refazer).to_contain_text("Bia Reis pede o seu cadastro")
    expect(refazer).to_contain_text("desativa o usuário externo de Ana Prado")
    seguir(pagina, "Termo de Adesão")
    expect(pagina.get_by_text("passou a outra pessoa")).to_be_visible()
    assert [s.nome for s in Signatario.objects.ativos().filter(instrumento=termo)] == ["Bia Reis"]
