import pytest
from django import forms

from seicidades.comum.campos import (
    CampoCEP,
    CampoCNPJ,
    CampoCPF,
    CampoProcessoSEI,
    CampoTelefone,
)
from seicidades.comum.validadores import NumeroConferido


class Formulario(forms.Form):
    cnpj = CampoCNPJ(required=False)
    cpf = CampoCPF(required=False)
    telefone = CampoTelefone(required=False)
    cep = CampoCEP(required=False)
    processo = CampoProcessoSEI(required=False)


@pytest.mark.parametrize(
    ("campo", "digitado", "guardado"),
    [
        ("cnpj", "12.abc.345/01de-35", "12ABC34501DE35"),
        ("cpf", "111.444.777-35", "11144477735"),
        ("telefone", "(18) 3502-9000", "1835029000"),
        ("cep", "17800-000", "17800000"),
        ("processo", "01500050511202307", "015.00050511/2023-07"),
        ("cnpj", "  ", ""),
    ],
)
def test_o_campo_guarda_sem_mascara(campo, digitado, guardado):
    formulario = Formulario({campo: digitado})

    assert formulario.is_valid()
    assert formulario.cleaned_data[campo] == guardado


@pytest.mark.parametrize(
    ("campo", "guardado", "na_tela"),
    [
        ("cnpj", "12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("cpf", "11144477735", "111.444.777-35"),
        ("telefone", "1835029000 ramal 12", "(18) 3502-9000, ramal 12"),
        ("cep", "17800000", "17800-000"),
    ],
)
def test_o_campo_mostra_com_mascara_e_o_que_mostra_vale_de_novo(campo, guardado, na_tela):
    assert Formulario(initial={campo: guardado})[campo].value() == na_tela
    formulario = Formulario({campo: na_tela})
    assert formulario.is_valid()
    assert formulario.cleaned_data[campo] == guardado


def test_texto_sem_algarismo_nenhum_e_recusado_em_vez_de_sumir():
    formulario = Formulario({"cpf": "não tenho", "telefone": "ligue"})

    assert set(formulario.errors) == {"cpf", "telefone"}


def test_o_que_a_pessoa_digitou_errado_volta_como_ela_digitou():
    formulario = Formulario({"cnpj": "62.577.929/0001-36"})

    assert not formulario.is_valid()
    assert formulario["cnpj"].value() == "62.577.929/0001-36"


def test_telefone_abre_o_teclado_de_numeros():
    assert 'type="tel"' in str(Formulario()["telefone"])


# --- O processo, pela conferência de quem usa


def conferir(numero):
    erros = ("Não confere. Copie de novo.",) if numero.endswith("00") else ()
    avisos = ("Estranho <b>.",) if numero.endswith("11") else ()
    return NumeroConferido(numero.strip(), erros, avisos)


def com_conferencia(*args, **kwargs):
    formulario = Formulario(*args, **kwargs)
    formulario.fields["processo"].conferir = conferir
    return formulario


def test_a_conferencia_recusa_no_campo_e_o_digitado_fica():
    formulario = com_conferencia({"processo": "018.00012345/2024-00"})

    assert formulario.errors == {"processo": ["Não confere. Copie de novo."]}
    assert formulario["processo"].value() == "018.00012345/2024-00"


def test_o_aviso_da_conferencia_fica_junto_ao_campo_escapado_e_nao_recusa():
    formulario = com_conferencia({"processo": "018.00012345/2024-11"})

    assert formulario.is_valid()
    assert "Estranho &lt;b&gt;." in formulario["processo"].help_text
    assert "campo__alerta" in com_conferencia(initial={"processo": "1-11"})["processo"].help_text
    assert com_conferencia()["processo"].help_text == ""


def test_campo_vazio_nao_se_confere():
    assert com_conferencia({"processo": ""}).is_valid()
