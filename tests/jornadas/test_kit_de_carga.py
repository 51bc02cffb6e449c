"""Uma planilha bagunçada vira arquivo sem erros, por quem nunca viu a página."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cadastros.models import Carga
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo.servicos import iniciar
from seicidades.municipios.models import Orgao
from tests.cadastros.planilhas import em_xlsx
from tests.factories import UsuarioFactory, VinculoFactory
from tests.jornadas.passos import (
    SENHA,
    abrir_cidade,
    abrir_item,
    anexo,
    apertar,
    clicar,
    conferir_sem_erros,
    entrar,
    preencher,
    seguir,
    titulo,
)
from tests.jornadas.teclado import Teclado

pytestmark = pytest.mark.usefixtures("estado_vazio")
CIDADE = "Adamantina"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BAGUNCADA = em_xlsx(
    ["Prefeitura de Adamantina: setores"],
    ["Setor", "Sigla", "Subordinada a", "E-mail", "Estado"],
    ["Gabinete do Prefeito", "GAB", "", "gab@exemplo.invalid", "São Paulo"],
    ["Administração – geral", "SMA", "Gabinete do Prefeito", "<sma@exemplo.invalid>", "SP"],
    ["Protocolo", "PROT", "Secretaria que mudou de nome", "prot@exemplo.invalid", "sp"],
)


@pytest.fixture
def gestora(palco) -> Page:
    """A Gestora SEI da cidade, na lista da etapa."""
    orgao = Orgao.objects.prefeituras().get(municipio__nome=CIDADE)
    hoje = timezone.localdate()
    gerente = Usuario.objects.get(email="gerente@exemplo.invalid")
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=hoje)
    pessoa = UsuarioFactory(email="gestora@exemplo.invalid")
    pessoa.set_password(SENHA)
    pessoa.save()
    VinculoFactory(orgao=orgao, usuario=pessoa, papel=Papel.GESTOR_SEI, inicio=hoje)
    iniciar(orgao, gerente, chave="jornada-do-kit")
    pagina = entrar(palco, pessoa.email, SENHA)
    abrir_cidade(pagina, CIDADE)
    clicar(
        pagina,
        pagina.locator(".jornada-caixa").get_by_role("link", name="Cadastros e configurações"),
    )
    return pagina


def test_da_planilha_baguncada_ao_arquivo_sem_erros(gestora):
    pagina = gestora
    abrir_item(pagina, "Preparar o arquivo de unidades")
    preencher(pagina, {"Arquivo da planilha": anexo("setores.xlsx", BAGUNCADA, XLSX)})
    apertar(pagina, "Enviar e conferir")

    expect(titulo(pagina)).to_have_text("Que coluna é qual")
    preencher(pagina, {"Sigla do órgão: onde faltar": "PM-ADAMANTINA"})
    apertar(pagina, "Seguir para a conferência")
    expect(pagina.get_by_text("Nada foi gravado: o arquivo tem erros")).to_be_visible()
    expect(pagina.get_by_role("deletion").first).to_be_visible()
    apertar(pagina, "Aplicar os consertos marcados")

    mudar_na_grade(pagina)
    expect(pagina.get_by_text("Sem erros nem avisos")).to_be_visible()
    apertar(pagina, "Gravar 3 linhas")
    conferir_sem_erros(pagina)

    carga = Carga.objects.get()
    assert list(carga.unidades.values_list("sigla", "descricao", "superior", "email", "uf")) == [
        ("GAB", "Gabinete do Prefeito", "", "gab@exemplo.invalid", "SP"),
        ("SMA", "Administração - geral", "GAB", "sma@exemplo.invalid", "SP"),
        ("PROT", "Protocolo", "SMA", "prot@exemplo.invalid", "SP"),
    ]


def mudar_na_grade(pagina: Page) -> None:
    """Só com o teclado: a célula errada, uma seta para ver a de cima, e salvar."""
    seguir(pagina, "Abrir as linhas")
    teclado = Teclado(pagina)
    teclado.escrever("Unidade superior, linha 5", "SMA")
    teclado.tecla("ArrowUp")
    focada = pagina.evaluate("document.activeElement.ariaLabel")
    assert focada == "Unidade superior, linha 4"
    teclado.acionar("Salvar e voltar à conferência")
