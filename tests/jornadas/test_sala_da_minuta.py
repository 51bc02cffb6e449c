"""O município escreve o decreto sozinho, na sala da minuta, e a Prodesp o lê."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from regulamentacao.models import Minuta
from regulamentacao.sala.perguntas import TELAS
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.documentos.models import ArquivoDoDocumento
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import iniciar
from seicidades.municipios.models import Orgao
from tests.factories import UsuarioFactory, VinculoFactory
from tests.jornadas.passos import (
    SENHA,
    abrir_etapa,
    abrir_item,
    apertar,
    conferir_sem_erros,
    entrar,
    preencher,
    seguir,
    titulo,
)

pytestmark = pytest.mark.usefixtures("estado_vazio")
CIDADE = "Adolfo"


@pytest.fixture
def implantacao() -> Implantacao:
    """Uma implantação começada, com gerente e gestora do SEI."""
    hoje = timezone.localdate()
    orgao = Orgao.objects.prefeituras().get(municipio__nome=CIDADE)
    gerente = Usuario.objects.get(email="gerente@exemplo.invalid")
    gestora = UsuarioFactory(nome="Célia Nunes", email="celia@exemplo.invalid")
    gestora.set_password(SENHA)
    gestora.save()
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=hoje)
    VinculoFactory(orgao=orgao, usuario=gestora, papel=Papel.GESTOR_SEI, inicio=hoje)
    implantacao, _ = iniciar(orgao, gerente, chave="sala-da-minuta")
    return implantacao


def test_o_municipio_escreve_o_decreto_sem_ajuda(palco, implantacao):
    celia = entrar(palco, "celia@exemplo.invalid", SENHA, java_script_enabled=False)
    abrir_etapa(celia, CIDADE, "Regulamentação")
    abrir_item(celia, "Preparar a minuta do ato")
    seguir(celia, "Entrar na sala da minuta")
    seguir(celia, f"Começar: {TELAS[0].titulo}")
    for tela in TELAS:
        expect(titulo(celia)).to_have_text(tela.titulo)
        if tela.chave == "abertura":
            preencher(celia, {"Qual é o nome de quem assina?": "Décio Ramos"})
        if tela.chave == "prazos":
            preencher(celia, {"Em que horário o protocolo atende?": "das 7 às 13 horas"})
        apertar(celia, "Salvar e continuar")
        conferir_sem_erros(celia)
    expect(celia.locator("#prazos-atendimento")).to_contain_text("das 7 às 13 horas")

    celia.locator("#sigilo-publicidade").get_by_role("link", name="Editar").click()
    preencher(celia, {"Texto do artigo": "Tudo no SEI é público, salvo o que a lei ressalva."})
    apertar(celia, "Salvar o artigo")
    expect(celia.locator("#sigilo-publicidade")).to_contain_text("Art. 18. Tudo no SEI é público")
    preencher(celia, {"O que a Prodesp deve saber ao ler": "Confira o artigo do sigilo."})
    apertar(celia, "Entregar a minuta")
    conferir_sem_erros(celia)

    minuta = Minuta.objects.get(implantacao=implantacao)
    formatos = ArquivoDoDocumento.objects.filter(documento__orgao=implantacao.orgao)
    assert sorted(formatos.values_list("formato", flat=True)) == ["docx", "html", "pdf"]

    gerente = entrar(palco, "gerente@exemplo.invalid", SENHA)
    gerente.goto(f"/implantacoes/{implantacao.pk}/regulamentacao/leitura-da-minuta/")
    seguir(gerente, "Comentar artigo por artigo")
    expect(titulo(gerente)).to_have_text(f"Minuta, versão {minuta.redacao.numero}")
    gerente.locator("#sigilo-publicidade").get_by_role("link", name="Comentar").click()
    preencher(gerente, {"Comentário": "Cite a lei de acesso à informação."})
    apertar(gerente, "Comentar")

    celia.goto(f"/implantacoes/{implantacao.pk}/regulamentacao/minuta/sala/")
    celia.locator("#sigilo-publicidade").get_by_role("link", name="Conversa (1)").click()
    expect(celia.get_by_text("Cite a lei de acesso à informação.")).to_be_visible()
