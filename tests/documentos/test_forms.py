"""Os campos conferem o conteúdo no formulário e dizem tudo de uma vez."""

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from seicidades.documentos.forms import ArquivoField, VariosArquivosField
from seicidades.documentos.reconhecimento import Tipo
from tests.documentos import amostras


class UmForm(forms.Form):
    arquivo = ArquivoField(label="Termo assinado")


class OpcionalForm(forms.Form):
    arquivo = ArquivoField(required=False, tipos=[Tipo.XLSX, Tipo.CSV])


class VariosForm(forms.Form):
    arquivos = VariosArquivosField(maximo=3)


class VariosOpcionaisForm(forms.Form):
    arquivos = VariosArquivosField(required=False)


def preenchido(classe, *envios):
    campo = next(iter(classe.base_fields))
    return classe({}, MultiValueDict({campo: list(envios)} if envios else {}))


def test_arquivo_bom_chega_inteiro_ao_servico():
    form = preenchido(UmForm, amostras.envio())

    assert form.is_valid()
    assert form.cleaned_data["arquivo"].read() == amostras.pdf()


@pytest.mark.parametrize(
    ("envio", "mensagem"),
    [
        (amostras.envio("a.pdf", b""), "“a.pdf” está vazio (0 byte)."),
        (amostras.envio("a.pdf", amostras.png()), "mas o conteúdo é de imagem PNG."),
        (amostras.envio("\u202efdp.exe", b"MZ\0"), "“fdp.exe” é um programa"),
    ],
)
def test_arquivo_ruim_e_recusado_com_o_nome_e_a_saida(envio, mensagem):
    form = preenchido(UmForm, envio)

    assert not form.is_valid()
    assert mensagem in form.errors["arquivo"][0]


def test_arquivo_que_falta_e_pedido():
    assert preenchido(UmForm).errors["arquivo"] == ["Escolha um arquivo."]


def test_formulario_sem_multipart_diz_que_o_arquivo_nao_chegou():
    form = UmForm({}, {"arquivo": "termo.pdf"})

    assert form.errors["arquivo"] == ["O arquivo não chegou. Escolha-o de novo e reenvie."]


def test_opcional_vazio_passa_e_guarda_o_anterior():
    assert preenchido(OpcionalForm).is_valid()
    form = OpcionalForm({}, {}, initial={"arquivo": "o de antes"})
    assert form.is_valid()
    assert form.cleaned_data["arquivo"] == "o de antes"


def test_tipos_do_campo_valem_na_ajuda_na_escolha_e_na_conferencia():
    form = preenchido(OpcionalForm, amostras.envio())

    assert form.errors["arquivo"] == [
        "“termo.pdf” é de um tipo que não se aceita aqui: PDF. Envie XLSX ou CSV."
    ]
    assert form.fields["arquivo"].help_text == "XLSX ou CSV, até 20 MB."
    assert 'accept=".xlsx,.csv"' in str(form["arquivo"])


def test_campo_nao_oferece_apagar_o_anterior():
    html = str(OpcionalForm(initial={"arquivo": "anterior"})["arquivo"])

    assert "checkbox" not in html


def test_varios_devolve_a_lista():
    form = preenchido(VariosForm, amostras.envio("a.pdf"), amostras.envio("b.png", amostras.png()))

    assert form.is_valid()
    assert [envio.name for envio in form.cleaned_data["arquivos"]] == ["a.pdf", "b.png"]
    assert form.has_changed()


def test_varios_diz_o_que_ha_com_cada_um():
    form = preenchido(
        VariosForm,
        amostras.envio("bom.pdf"),
        amostras.envio("vazio.pdf", b""),
        amostras.envio("foto.heic", b"\0\0\0\x18ftypheic"),
    )

    assert [mensagem.split("”")[0] for mensagem in form.errors["arquivos"]] == [
        "“vazio.pdf",
        "“foto.heic",
    ]


def test_varios_sem_nenhum_e_pedido_ou_lista_vazia():
    assert preenchido(VariosForm).errors["arquivos"] == ["Escolha ao menos um arquivo."]
    opcional = preenchido(VariosOpcionaisForm)
    assert opcional.is_valid()
    assert opcional.cleaned_data["arquivos"] == []
    assert not opcional.has_changed()


def test_varios_limita_a_quantidade():
    form = preenchido(VariosForm, *[amostras.envio() for _ in range(4)])

    assert form.errors["arquivos"] == [
        "Você escolheu 4 arquivos e o limite é 3 por vez. Envie em mais de uma vez."
    ]


def test_varios_aceita_exatamente_o_limite():
    assert preenchido(VariosForm, *[amostras.envio() for _ in range(3)]).is_valid()


def test_varios_marca_a_entrada_como_multipla():
    html = str(VariosForm()["arquivos"])

    assert " multiple" in html
    assert VariosForm().fields["arquivos"].help_text == (
        "Até 3 arquivos: PDF, PNG, JPEG, XLSX, DOCX ou CSV, até 20 MB cada um."
    )
