"""O que cada achado causaria no SEI e no SIP se o arquivo fosse carregado assim."""

NADA = "Nada: o arquivo que geramos já sai certo."
NAO_SE_LE = "Nada do arquivo seria lido."
LINHA_FORA = "A linha seria recusada, e as que dependem dela também."

EFEITOS = {
    # O arquivo
    "formato": NAO_SE_LE,
    "danificado": NAO_SE_LE,
    "macros": NAO_SE_LE,
    "entidade": NAO_SE_LE,
    "grande_por_dentro": NAO_SE_LE,
    "extensa_demais": NAO_SE_LE,
    "abas_demais": NAO_SE_LE,
    "mesclas_demais": NAO_SE_LE,
    "tabela_dentro": NAO_SE_LE,
    "aspas": "Dali em diante, todo dado iria para a coluna errada.",
    "sem_dados": "Nada seria criado.",
    "linhas_demais": "A carga levaria dias e não teria como voltar atrás.",
    "codificacao": "Os acentos virariam sinais sem sentido nos nomes.",
    "separador": NADA,
    "primeira_linha": "O registro da primeira linha não seria criado.",
    "colunas": "Cada dado da linha iria para a coluna errada.",
    "coluna_faltando": "Nenhuma linha seria aceita.",
    "mescla": "Só a primeira célula teria valor; as outras ficariam vazias.",
    "mescla_repetida": "Só a primeira linha teria o valor; as outras ficariam vazias.",
    # Uma célula
    "obrigatoria": LINHA_FORA,
    "largura": "O cadastro recusaria o texto, ou o cortaria no meio.",
    "latin1": "O caractere viraria “?” nos cadastros e nos documentos assinados.",
    "controle": "O texto seria cortado na quebra, e a linha sairia do lugar.",
    "formula": "Quem abrisse o arquivo numa planilha veria outro valor, ou executaria a fórmula.",
    "formula_com_erro": "O texto do erro seria gravado como se fosse o dado.",
    "email": "A unidade ou a pessoa não receberia nenhum aviso do sistema.",
    # Unidades
    "sim_ou_nao": "A tela de endereço da unidade não abriria, e a carga pararia nesta linha.",
    "endereco_obrigatorio": "A unidade seria criada, mas não produziria documentos.",
    "uf": "O estado não seria achado na lista do SEI, e a carga pararia nesta linha.",
    "cep": "O endereço sairia errado no rodapé dos documentos.",
    "cnpj": "O cadastro recusaria o número.",
    "varios_orgaos": "Unidades de órgão que o SIP não conhece seriam recusadas.",
    "sigla_repetida": "A segunda linha seria recusada, ou mudaria o cadastro feito pela primeira.",
    "superior_desconhecida": "A unidade ficaria fora da hierarquia, e ninguém trabalharia nela.",
    "superior_grafia": NADA,
    "superior_depois": NADA,
    "circulo": "Nenhuma dessas unidades entraria na hierarquia, nem as que estão abaixo delas.",
    "varias_raizes": "O organograma ficaria partido, com mais de um topo.",
    "profundidade": "A lista de unidades ficaria difícil de percorrer; não há recusa.",
    "nome_repetido": "As duas apareceriam iguais na lista de destino dos processos.",
    "usuarios_sem_unidade": "Essas pessoas não entrariam no SEI.",
    # Usuários
    "sem_unidades": "Nenhuma pessoa teria onde trabalhar.",
    "cpf": "A pessoa não entraria pelo gov.br.",
    "perfil": "A permissão não seria dada, e a pessoa não apareceria no SEI.",
    "sem_basico": "A pessoa entraria e não veria os menus de todo dia.",
    "unidade_desconhecida": "A pessoa ficaria sem permissão e não apareceria no SEI.",
    "cpf_repetido": "No gov.br, não se saberia qual das duas contas entra.",
    "email_repetido": "Quem entra pelo e-mail poderia cair na conta da outra pessoa.",
    "sem_cpf": "Essas pessoas não entrariam pelo gov.br.",
    "orgao_desconhecido": "A pessoa seria recusada se o SIP não conhece este órgão.",
    "unidade_sem_usuario": "Processo enviado a essas unidades ficaria parado, sem quem o abra.",
    "unidade_vazia": "Seriam destinos na lista de unidades onde ninguém recebe nada.",
}
